import Suishiban.Keyboard

DigitLayout {}
