pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The row of language and size. Segments are joined; elder mode has one button for the other language. */
Row {
    id: tools

    signal intent(string name, var args)

    required property var chrome

    spacing: Theme.gutter

    Item {
        visible: !Theme.elder
        width: 192
        height: 96

        Rectangle {
            y: Theme.ledgeHeight
            width: parent.width
            height: parent.height - Theme.ledgeHeight
            radius: Theme.radius
            color: Theme.ledge
        }

        Rectangle {
            width: parent.width
            height: parent.height - Theme.ledgeHeight
            radius: Theme.radius
            color: Theme.surface
            border.width: 2
            border.color: Theme.lineStrong
        }

        Repeater {
            model: [
                {
                    key: "zh_CN",
                    short: "简",
                    name: "简体中文"
                },
                {
                    key: "en",
                    short: "EN",
                    name: "English"
                }
            ]

            Item {
                id: segment

                required property var modelData
                required property int index
                readonly property bool on: tools.chrome.language === modelData.key

                objectName: "language-" + modelData.key
                x: index * 96
                width: 96
                height: 96
                activeFocusOnTab: true
                Accessible.role: Accessible.RadioButton
                Accessible.name: modelData.name
                Accessible.focusable: true
                Accessible.checkable: true
                Accessible.checked: on
                Accessible.onPressAction: choose()

                function choose(): void {
                    tools.intent("language", {
                        language: modelData.key
                    });
                }

                Keys.onReturnPressed: choose()
                Keys.onSpacePressed: choose()

                TapHandler {
                    gesturePolicy: TapHandler.ReleaseWithinBounds
                    onTapped: segment.choose()
                }

                Rectangle {
                    visible: segment.on
                    anchors.fill: parent
                    anchors.margins: 6
                    anchors.bottomMargin: 12
                    radius: 10
                    color: Theme.a100
                    border.width: 2
                    border.color: Theme.a600
                }

                Label {
                    width: parent.width
                    height: parent.height - Theme.ledgeHeight
                    align: Text.AlignHCenter
                    text: segment.modelData.short
                    role: "tile"
                    size: 34
                    bold: segment.on
                    color: segment.on ? Theme.a700 : Theme.ink2
                    Accessible.ignored: true
                }

                FocusRing {
                    shown: segment.activeFocus
                }
            }
        }
    }

    Button {
        objectName: "language-other"
        visible: Theme.elder
        width: 176
        height: 112
        text: Tr.english ? "简体" : "EN"
        name: Tr.english ? "简体中文" : "English"
        labelSize: 42
        onTapped: tools.intent("language", {
            language: Tr.english ? "zh_CN" : "en"
        })
    }

    Button {
        objectName: "elderToggle"
        checkable: true
        checked: Theme.elder
        width: Theme.elder ? 248 : Tr.english ? 176 : 174
        height: Theme.elder ? 112 : 96
        text: Theme.elder ? Tr.t("header.standard") : Tr.t("header.large")
        icon: Theme.elder ? "arrow-u-up-left" : "text-aa"
        face: Theme.elder ? Theme.a100 : Theme.surface
        edge: Theme.elder ? Theme.a600 : Theme.lineStrong
        ink: Theme.elder ? Theme.a700 : Theme.ink
        labelSize: Theme.elder ? 43 : 34
        iconSize: Theme.elder ? 48 : 44
        gap: 8
        onTapped: tools.intent("elder", {
            on: !Theme.elder
        })
    }
}
