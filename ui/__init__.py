"""The touchscreen application: the only package that imports PySide6."""
