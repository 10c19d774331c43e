"""Telling people by mail what was done. Nothing here is called by a door: the trail says which events it wrote
(districts.announcing), `told.TOLD` says whom they concern, `outbox` writes a message for each of them in the same
transaction, and `digests` sends, after the commit or once a day, at most one mail a day to each person."""
