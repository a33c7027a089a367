pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme

/** Several lines to write. The keyboard's Enter key means done, as everywhere; edited() comes with each change. */
Rectangle {
    id: area

    signal edited(string text)
    signal entered

    property string text
    property string placeholder
    property string enterText: Tr.t("keyboard.done")
    property int longest: 400
    property bool wrong: false
    property bool wantsFocus: false
    /** Whether the focus was taken once. */
    property bool asked: false
    readonly property alias input: input
    readonly property string shownText: input.text + input.preeditText

    implicitWidth: Theme.content
    radius: Theme.radius
    color: wrong ? Theme.c50 : Theme.surface
    border.width: wrong ? 4 : input.activeFocus ? 5 : 2
    border.color: wrong ? Theme.c600 : input.activeFocus ? Theme.a700 : Theme.lineStrong
    onTextChanged: {
        if (input.text !== text)
            input.text = text;
    }
    Component.onCompleted: {
        input.text = text;
        // Whoever comes back to their words goes on behind them.
        input.cursorPosition = input.length;
        takeFocus();
    }
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
        value: area.enterText
        restoreMode: Binding.RestoreNone
    }

    Binding {
        when: input.activeFocus
        target: Typing
        property: "extraKey"
        value: ""
        restoreMode: Binding.RestoreNone
    }

    Label {
        // Beside the caret, not under it.
        x: input.activeFocus ? 40 : 26
        y: 20
        width: parent.width - 66
        text: area.placeholder
        role: "body"
        color: Theme.ink3
        visible: area.shownText === ""
        Accessible.ignored: true
    }

    Flickable {
        id: view

        x: 26
        y: 20
        width: parent.width - 52
        height: parent.height - 40
        contentWidth: width
        contentHeight: input.height
        clip: true
        // What is being written stays in sight.
        contentY: Math.max(0, Math.min(input.height - height, input.cursorRectangle.y + input.cursorRectangle.height - height))

        TextEdit {
            id: input

            objectName: area.objectName === "" ? "" : area.objectName + "Input"
            width: view.width
            height: Math.max(view.height, contentHeight)
            wrapMode: TextEdit.Wrap
            textFormat: TextEdit.PlainText
            font.family: Theme.sans
            font.pixelSize: Theme.roles.body.size
            color: Theme.ink
            selectionColor: Theme.a200
            selectedTextColor: Theme.ink
            inputMethodHints: Qt.ImhSensitiveData
            renderType: TextEdit.QtRendering
            activeFocusOnTab: true
            Accessible.role: Accessible.EditableText
            Accessible.name: area.placeholder
            Accessible.focusable: true
            onTextChanged: {
                if (length > area.longest)
                    remove(area.longest, length);
                else
                    area.edited(text);
            }
            Keys.onReturnPressed: area.entered()
            Keys.onEnterPressed: area.entered()
            KeyNavigation.priority: KeyNavigation.BeforeItem

            cursorDelegate: Rectangle {
                width: 5
                radius: 2
                color: Theme.a700
                visible: input.activeFocus
            }
        }
    }
}
