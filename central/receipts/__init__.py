"""The page behind the QR of a receipt."""
