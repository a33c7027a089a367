pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.VirtualKeyboard.Components as Keys
import Suishiban.Theme

/** Ten digits, laid out as on a telephone, and nothing else to press by mistake; one character more where the field needs it. */
Keys.KeyboardLayout {
    id: layout

    readonly property int wide: 270

    keyWeight: wide

    Keys.KeyboardRow {
        Repeater {
            model: ["1", "2", "3"]

            Keys.Key {
                required property string modelData

                text: modelData
                weight: layout.wide
            }
        }

        Keys.BackspaceKey {
            weight: layout.wide
        }
    }

    Keys.KeyboardRow {
        Repeater {
            model: ["4", "5", "6"]

            Keys.Key {
                required property string modelData

                text: modelData
                weight: layout.wide
            }
        }

        Keys.FillerKey {
            weight: layout.wide
        }
    }

    Keys.KeyboardRow {
        Repeater {
            model: ["7", "8", "9"]

            Keys.Key {
                required property string modelData

                text: modelData
                weight: layout.wide
            }
        }

        Keys.HideKeyboardKey {
            weight: layout.wide
            displayText: Tr.t("keyboard.hide")
            visible: true
        }
    }

    Keys.KeyboardRow {
        Keys.FillerKey {
            weight: layout.wide
        }

        Keys.Key {
            text: "0"
            weight: layout.wide
        }

        Keys.FillerKey {
            visible: !extra.visible
            weight: layout.wide
        }

        Keys.Key {
            id: extra

            visible: Typing.extraKey !== ""
            text: Typing.extraKey
            weight: layout.wide
        }

        DoneKey {
            weight: layout.wide
        }
    }
}
