import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Components as Keys
import QtQuick.VirtualKeyboard.Plugins
import Suishiban.Theme

/** Letters: pinyin or plain Latin. Row 4 as designed without handwriting. */
Keys.KeyboardLayout {
    id: layout

    readonly property bool pinyin: InputContext.inputEngine.inputMode === InputEngine.InputMode.Pinyin
    readonly property bool latinOnly: (InputContext.inputMethodHints & Qt.ImhLatinOnly) !== 0

    keyWeight: 104
    sharedLayouts: ["symbols"]

    function createInputMethod(): var {
        // It outlives these keys: those of digits and signs write through it as well.
        return pinyinMethod.createObject(parent);
    }

    Component {
        id: pinyinMethod

        PinyinInputMethod {}
    }

    Keys.KeyboardRow {
        Keys.Key {
            key: Qt.Key_Q
            text: "q"
        }

        Keys.Key {
            key: Qt.Key_W
            text: "w"
        }

        Keys.Key {
            key: Qt.Key_E
            text: "e"
        }

        Keys.Key {
            key: Qt.Key_R
            text: "r"
        }

        Keys.Key {
            key: Qt.Key_T
            text: "t"
        }

        Keys.Key {
            key: Qt.Key_Y
            text: "y"
        }

        Keys.Key {
            key: Qt.Key_U
            text: "u"
        }

        Keys.Key {
            key: Qt.Key_I
            text: "i"
        }

        Keys.Key {
            key: Qt.Key_O
            text: "o"
        }

        Keys.Key {
            key: Qt.Key_P
            text: "p"
        }
    }

    Keys.KeyboardRow {
        Keys.FillerKey {
            weight: 52
        }

        Keys.Key {
            key: Qt.Key_A
            text: "a"
        }

        Keys.Key {
            key: Qt.Key_S
            text: "s"
        }

        Keys.Key {
            key: Qt.Key_D
            text: "d"
        }

        Keys.Key {
            key: Qt.Key_F
            text: "f"
        }

        Keys.Key {
            key: Qt.Key_G
            text: "g"
        }

        Keys.Key {
            key: Qt.Key_H
            text: "h"
        }

        Keys.Key {
            key: Qt.Key_J
            text: "j"
        }

        Keys.Key {
            key: Qt.Key_K
            text: "k"
        }

        Keys.Key {
            key: Qt.Key_L
            text: "l"
        }

        Keys.FillerKey {
            weight: 52
        }
    }

    Keys.KeyboardRow {
        Keys.Key {
            visible: layout.pinyin
            weight: 156
            key: Qt.Key_Apostrophe
            text: "'"
            displayText: Tr.t("keyboard.split")
            functionKey: true
            showPreview: false
        }

        Keys.ShiftKey {
            visible: !layout.pinyin
            weight: 156
        }

        Keys.Key {
            key: Qt.Key_Z
            text: "z"
        }

        Keys.Key {
            key: Qt.Key_X
            text: "x"
        }

        Keys.Key {
            key: Qt.Key_C
            text: "c"
        }

        Keys.Key {
            key: Qt.Key_V
            text: "v"
        }

        Keys.Key {
            key: Qt.Key_B
            text: "b"
        }

        Keys.Key {
            key: Qt.Key_N
            text: "n"
        }

        Keys.Key {
            key: Qt.Key_M
            text: "m"
        }

        Keys.BackspaceKey {
            weight: 156
        }
    }

    Keys.KeyboardRow {
        Keys.SymbolModeKey {
            weight: 156
            displayText: "123"
            onPressedChanged: Spelling.keep()
        }

        Keys.InputModeKey {
            visible: !layout.latinOnly
            displayText: "中/英"
            onPressedChanged: Spelling.keep()
            inputModes: [InputEngine.InputMode.Pinyin, InputEngine.InputMode.Latin]
        }

        Keys.Key {
            text: layout.pinyin ? "，" : ","
            key: Qt.Key_Comma
        }

        Keys.SpaceKey {
            weight: layout.latinOnly ? 416 : 312
            displayText: Tr.t("keyboard.space")
        }

        Keys.Key {
            text: layout.pinyin ? "。" : "."
            key: Qt.Key_Period
        }

        Keys.HideKeyboardKey {
            displayText: Tr.t("keyboard.hide")
            visible: true
            onPressedChanged: Spelling.keep()
        }

        DoneKey {
            weight: 156
        }
    }
}
