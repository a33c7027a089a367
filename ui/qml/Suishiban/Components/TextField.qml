pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme

/**
* One answer to type. state: "" | "error" | "checking" | "ok"; `locked` shows a value nobody needs to type.
*
* edited() comes with each change, entered() with the keyboard's Enter key.
*/
Item {
    id: field

    signal edited(string text)
    signal entered

    property string label
    property string hint
    property string text
    property string placeholder
    property string help
    property string helpIcon
    property string status: ""
    property bool locked: false
    property string sourceIcon: "identification-card"
    property string sourceText
    property int inputMethodHints: Qt.ImhNone
    property int maximumLength: 200
    /** Nothing but digits can be typed, on whatever keyboard. */
    property bool digits: false
    /** One character more that goes with the digits: the X of an ID number, the point of an amount. */
    property string extra
    /** Capitals and digits, as on a licence, and no guesses. */
    property bool capitals: false
    property string enterText: Tr.t("keyboard.done")
    property bool wantsFocus: false
    /** Whether the focus was taken once: what comes back from behind a sheet leaves it where it is. */
    property bool asked: false
    /** A leading icon, and the word of a clear button. */
    property string icon
    property string clearText
    property int boxHeight: 108
    readonly property alias input: input
    readonly property bool focused: showFocus
    property bool showFocus: input.activeFocus
    readonly property string shownText: input.text + input.preeditText

    implicitWidth: Theme.content
    implicitHeight: box.y + box.height + (helpRow.visible ? 8 + helpRow.height : 0)
    onTextChanged: {
        if (input.text !== text) {
            input.text = text;
        }
    }
    Component.onCompleted: {
        input.text = text;
        takeFocus();
    }
    // A screen that is made ahead must not draw the keyboard before it is shown.
    onVisibleChanged: takeFocus()

    function takeFocus(): void {
        if (visible && wantsFocus && !asked) {
            asked = true;
            input.forceActiveFocus();
        }
    }

    Binding {
        when: input.activeFocus
        target: Typing
        property: "enterText"
        value: field.enterText
        restoreMode: Binding.RestoreNone
    }

    Binding {
        when: input.activeFocus
        target: Typing
        property: "extraKey"
        value: field.digits ? field.extra : ""
        restoreMode: Binding.RestoreNone
    }

    RegularExpressionValidator {
        id: onlyDigits

        regularExpression: field.extra === "X" ? /[0-9]*[Xx]?/ : field.extra === "." ? /[0-9]*[.]?[0-9]*/ : /[0-9]*/
    }

    RegularExpressionValidator {
        id: onlyCode

        regularExpression: /[0-9A-Za-z]*/
    }

    Label {
        id: caption

        width: parent.width * (field.hint === "" ? 1 : 0.5)
        text: field.label
        role: "tile"
        bold: !field.locked
        color: field.locked ? Theme.ink2 : Theme.ink
        visible: text !== ""
    }

    Label {
        anchors.right: parent.right
        width: Math.min(implicitWidth, parent.width - caption.implicitWidth - 24)
        text: field.hint
        role: "small"
        color: Theme.ink2
        visible: text !== ""
    }

    Rectangle {
        id: box

        y: caption.visible ? caption.height + 6 : 0
        width: parent.width
        height: field.boxHeight
        radius: Theme.radius
        color: field.locked ? Theme.inset : field.status === "error" ? Theme.c50 : Theme.surface
        border.width: field.locked ? 2 : field.status === "error" ? 4 : field.focused ? 5 : 2
        border.color: field.locked ? Theme.line : field.status === "error" ? Theme.c600 : field.focused ? Theme.a700 : Theme.lineStrong

        Icon {
            x: 28
            anchors.verticalCenter: parent.verticalCenter
            name: field.icon
            size: 60
            color: Theme.a700
        }

        Label {
            // Beside the caret, not under it.
            x: input.x + (field.showFocus ? 14 : 0)
            width: input.width - 14
            height: parent.height
            text: field.placeholder
            role: "listTitle"
            bold: false
            color: Theme.ink3
            visible: !field.locked && input.text === "" && input.preeditText === ""
            Accessible.ignored: true
        }

        TextMetrics {
            id: natural

            font.family: Theme.sans
            font.weight: Font.Bold
            font.pixelSize: Theme.roles.listTitle.size + (field.icon !== "" ? 16 : field.boxHeight >= 128 ? 6 : 0)
            text: field.shownText
        }

        TextInput {
            id: input

            objectName: field.objectName === "" ? "" : field.objectName + "Input"
            x: field.icon === "" ? 26 : 112
            width: parent.width - x - 26 - (clear.visible ? clear.width : 0) - (mark.visible ? 64 : 0) - (sourceLabel.visible ? sourceLabel.width + 56 : 0)
            height: parent.height
            // The glyphs sit low in their line box; see Label.
            bottomPadding: 2 * Theme.lift * font.pixelSize
            verticalAlignment: TextInput.AlignVCenter
            readOnly: field.locked
            activeFocusOnTab: !field.locked
            enabled: !field.locked
            clip: true
            font.family: Theme.sans
            font.pixelSize: crowded > 0 ? crowded : natural.font.pixelSize
            // What is longer than the box stays readable from its beginning: two lines, or three, as long as they hold it.
            wrapMode: crowded > 0 ? TextInput.WrapAnywhere : TextInput.NoWrap
            readonly property int crowded: {
                const one = natural.advanceWidth / natural.font.pixelSize;
                if (field.icon !== "" || field.boxHeight < 128 || natural.advanceWidth <= width)
                    return 0;
                return one * 36 <= 2 * (width - 40) ? 36 : one * Theme.floor <= 3 * (width - 32) ? Theme.floor : 0;
            }

            font.weight: Font.Bold
            font.capitalization: field.capitals || field.extra === "X" ? Font.AllUppercase : Font.MixedCase
            color: Theme.ink
            selectionColor: Theme.a200
            selectedTextColor: Theme.ink
            inputMethodHints: field.inputMethodHints | (field.digits ? Qt.ImhDigitsOnly : field.capitals ? Qt.ImhLatinOnly | Qt.ImhUppercaseOnly | Qt.ImhNoPredictiveText : Qt.ImhNone) | Qt.ImhSensitiveData
            maximumLength: field.maximumLength
            validator: field.digits ? onlyDigits : field.capitals ? onlyCode : null
            renderType: TextInput.QtRendering
            Accessible.role: Accessible.EditableText
            Accessible.name: field.label === "" ? field.placeholder : field.label
            Accessible.focusable: !field.locked
            onTextEdited: field.edited(text)
            onAccepted: field.entered()

            cursorDelegate: Item {
                width: 10
                visible: field.showFocus

                Rectangle {
                    x: 4
                    y: 6
                    width: 5
                    height: parent.height - 10
                    radius: 2
                    color: Theme.a700
                }
            }
        }

        Button {
            id: clear

            objectName: field.objectName === "" ? "" : field.objectName + "Clear"
            visible: field.clearText !== "" && field.shownText !== ""
            anchors.right: parent.right
            anchors.rightMargin: 14
            anchors.verticalCenter: parent.verticalCenter
            height: 96
            icon: "x"
            iconSize: 36
            labelSize: 36
            text: field.clearText
            onTapped: {
                input.clear();
                field.edited("");
            }
        }

        Row {
            id: sourceLabel

            visible: field.locked
            anchors.right: parent.right
            anchors.rightMargin: 28
            anchors.verticalCenter: parent.verticalCenter
            spacing: 12

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: field.locked ? field.sourceIcon : ""
                fill: true
                size: field.sourceText === "" ? 44 : 36
                color: Theme.a700
            }

            Label {
                visible: text !== ""
                text: field.sourceText
                role: "caption"
                color: Theme.a700
            }
        }

        Item {
            id: mark

            visible: !field.locked && field.status !== ""
            anchors.right: parent.right
            anchors.rightMargin: 24
            anchors.verticalCenter: parent.verticalCenter
            width: 44
            height: 44

            Icon {
                visible: name !== ""
                anchors.centerIn: parent
                size: 44
                fill: true
                name: field.status === "error" ? "warning-octagon" : field.status === "ok" ? "check-circle" : ""
                color: field.status === "error" ? Theme.c700 : Theme.m700
            }

            Spinner {
                visible: field.status === "checking"
                size: 44
                anchors.centerIn: parent
            }
        }
    }

    Row {
        id: helpRow

        y: box.y + box.height + 8
        visible: field.help !== ""
        spacing: 12

        Icon {
            visible: field.helpIcon !== ""
            anchors.verticalCenter: parent.verticalCenter
            name: field.helpIcon
            fill: true
            size: 36
            color: Theme.a600
        }

        Label {
            width: Math.min(implicitWidth, field.width - (field.helpIcon === "" ? 0 : 48))
            text: field.help
            role: "small"
            bold: field.status === "error"
            color: field.status === "error" ? Theme.c700 : field.locked ? Theme.a700 : Theme.ink2
        }
    }
}
