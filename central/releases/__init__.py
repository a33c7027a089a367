"""Catalogue releases: a TUF repository of plain files, published by people and fetched by kiosks (docs/releases.md)."""
