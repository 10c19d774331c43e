"""Drafted annual reports: what stands in one first, as plain values (content, district, city), the Word file second (word)."""
