import QtQuick
import QtQuick.VirtualKeyboard.Components as Keys
import Suishiban.Theme

/** Digits, the words an address ends with, and punctuation. */
Keys.KeyboardLayout {
    id: layout

    keyWeight: 104
    sharedLayouts: ["main"]

    Keys.KeyboardRow {
        Repeater {
            model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"]

            Keys.Key {
                required property string modelData

                text: modelData
                weight: 104
            }
        }
    }

    Keys.KeyboardRow {
        Repeater {
            model: Tr.english ? ["-", "/", ":", ";", "(", ")", "@", "#", "&", "_"] : ["省", "市", "区", "路", "街", "弄", "号", "栋", "单", "元"]

            Keys.Key {
                required property string modelData

                text: modelData
                weight: 104
            }
        }
    }

    Keys.KeyboardRow {
        Repeater {
            model: Tr.english ? [",", ".", "'", "\"", "!", "?", "+", "="] : ["楼", "层", "室", "村", "组", "-", "/", "#"]

            Keys.Key {
                required property string modelData

                text: modelData
                weight: 104
            }
        }

        Keys.BackspaceKey {
            weight: 208
        }
    }

    Keys.KeyboardRow {
        Keys.SymbolModeKey {
            weight: 156
            displayText: Tr.english ? "ABC" : "拼音"
        }

        Keys.Key {
            text: Tr.english ? "-" : "，"
            weight: 104
        }

        Keys.SpaceKey {
            weight: 416
            displayText: Tr.t("keyboard.space")
        }

        Keys.Key {
            text: Tr.english ? "." : "。"
            weight: 104
        }

        Keys.HideKeyboardKey {
            weight: 104
            displayText: Tr.t("keyboard.hide")
            visible: true
        }

        DoneKey {
            weight: 156
        }
    }
}
