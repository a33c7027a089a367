import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components as Keys
import Suishiban.Theme

/** The primary action of the screen, on the keyboard. */
Keys.EnterKey {
    displayText: Typing.enterText
    noKeyEvent: true
    onClicked: {
        // The pinyin method takes the first Enter for itself while a word is being spelt.
        Spelling.keep();
        InputContext.inputEngine.virtualKeyClick(key, text, Qt.NoModifier);
    }
}
