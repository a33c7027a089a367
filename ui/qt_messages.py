"""Warnings of Qt about itself: nothing of ours can avoid them, and nothing is wrong when they come."""

HARMLESS = (
    # Its sound effects, on a machine without sound.
    "Couldn't load pipewire",
    "Couldn't resolve pipewire",
    # Its keyboard and its lists.
    "Member contentWidth of the object PopupList",
    "DelegateModel::cancel",
    # The last animation ends, and a timer of QML is started, stopped and started again before the queued stop of the animation
    # clock arrives: it finds the clock paused for that timer already, says so, and all goes on. Measured with Qt 6.11.
    "QUnifiedTimer::stopAnimationDriver",
)
"""How they begin"""
