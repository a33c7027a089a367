import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Settings
import Suishiban.Theme

/** The keyboard in its place above the footer. The only file of ours that needs Qt Virtual Keyboard to be there. */
Item {
    id: panel

    readonly property int bar: 110
    readonly property int keys: 512
    readonly property string locale: Tr.english ? "en_GB" : "zh_CN"

    width: 1080
    height: 1920
    Component.onCompleted: {
        if (Typing.dataFolder !== "")
            VirtualKeyboardSettings.userDataPath = Typing.dataFolder;
        VirtualKeyboardSettings.activeLocales = ["zh_CN", "en_GB"];
        VirtualKeyboardSettings.locale = locale;
        VirtualKeyboardSettings.wordCandidateList.alwaysVisible = true;
    }

    onLocaleChanged: {
        Spelling.keep();
        VirtualKeyboardSettings.locale = locale;
    }

    Connections {
        target: Typing

        function onWiped(): void {
            VirtualKeyboardSettings.userDataReset();
        }
    }

    Binding {
        target: Typing
        property: "open"
        value: input.active
    }

    // The candidate bar is part of the keyboard even while it is empty, so that nothing jumps.
    Rectangle {
        visible: input.active && !Typing.ownCandidates
        y: Theme.footerY - panel.keys - panel.bar
        width: 1080
        height: panel.keys + panel.bar
        color: Theme.surface

        MouseArea {
            anchors.fill: parent
        }

        Rectangle {
            width: parent.width
            height: 2
            color: Theme.ledge
        }
    }

    InputPanel {
        id: input

        visible: active
        width: 1080
        y: Theme.footerY - height
        objectName: "inputPanel"
    }
}
