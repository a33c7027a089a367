"""Commands to kiosks: asked for by one person, approved by another, signed by the platform, answered by the kiosk."""
