"""The official tables besides 附件3: each module asks for the rows and makes one table of plain cells; the page and the files
draw it (districts.official)."""
