import QtQuick.VirtualKeyboard
import Suishiban.Keyboard

LetterLayout {
    inputMode: InputEngine.InputMode.Latin
}
