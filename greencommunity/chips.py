"""Which icon goes with which status; the word and the tint say the same."""

CHIP_ICONS = {
    "pass": "check-circle-fill",
    "recognised": "check-circle-fill",
    "done": "check-lg",
    "fail": "x-circle",
    "declined": "x-circle",
    "warn": "exclamation-diamond-fill",
    "conflict": "exclamation-diamond-fill",
    "near": "arrow-up-circle",
    "returned": "arrow-return-left",
    "withdrawn": "dash-circle",
    "none": "circle",
    "progress": "circle-half",
    "waiting": "hourglass-split",
    "lock": "lock-fill",
    "info": "info-circle",
    "carried": "clock-history",
    "skipped": "skip-forward",
}
