"""Mirror of kiosk/protocol/crypto/."""
