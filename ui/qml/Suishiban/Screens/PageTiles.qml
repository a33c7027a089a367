pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The pages that were taken, the one to come, and beside them: first file, then supplement. */
Row {
    id: tiles

    signal discard(int index)
    signal defer

    required property var view
    readonly property int count: view.pages.length
    readonly property bool roomy: count < 2
    readonly property bool current: view.current !== ""
    readonly property real slotWidth: roomy ? 270 : (Theme.content - 5 * Theme.gutter) / 6
    readonly property real rest: Theme.content - (count + (current ? 1 : 0)) * (slotWidth + Theme.gutter)

    x: Theme.margin
    width: Theme.content
    height: Theme.elder ? 232 : 204
    spacing: Theme.gutter

    Stable {
        id: pages

        source: tiles.view.pages
    }

    Repeater {
        model: pages.value

        Pressable {
            id: page

            required property var modelData

            objectName: "page-" + modelData.index
            width: tiles.slotWidth
            height: tiles.height
            enabled: !tiles.view.working
            name: modelData.title + "，" + modelData.status + "，" + modelData.retake
            edge: Theme.m600
            edgeWidth: 3
            onTapped: tiles.discard(modelData.index)

            Rectangle {
                x: 16
                y: 16
                width: tiles.roomy ? 112 : parent.width - 32
                height: tiles.roomy ? parent.height - 32 : parent.height - 104
                color: Theme.inset
                border.width: 2
                border.color: Theme.line

                Image {
                    anchors.fill: parent
                    anchors.margins: 2
                    source: page.modelData.url
                    cache: false
                    fillMode: Image.PreserveAspectCrop
                    verticalAlignment: Image.AlignTop
                }
            }

            Column {
                visible: tiles.roomy
                x: 142
                width: parent.width - x - 8
                anchors.verticalCenter: parent.verticalCenter
                spacing: 2

                Label {
                    width: parent.width
                    text: page.modelData.title
                    role: "captionBold"
                    size: 32
                    Accessible.ignored: true
                }

                Row {
                    spacing: 6

                    Icon {
                        anchors.verticalCenter: parent.verticalCenter
                        name: "check-circle"
                        fill: true
                        size: 30
                        color: Theme.m600
                    }

                    Label {
                        width: parent.parent.width - 36
                        text: page.modelData.status
                        role: "captionBold"
                        size: 30
                        color: Theme.m700
                        Accessible.ignored: true
                    }
                }

                Label {
                    width: parent.width
                    text: page.modelData.retake
                    role: "caption"
                    size: 28
                    lines: 2
                    color: Theme.ink2
                    Accessible.ignored: true
                }
            }

            Label {
                visible: !tiles.roomy
                x: 4
                width: parent.width - 8
                y: parent.height - 84
                height: 40
                align: Text.AlignHCenter
                text: page.modelData.title
                role: "captionBold"
                size: 28
                Accessible.ignored: true
            }

            Label {
                visible: !tiles.roomy
                x: 4
                width: parent.width - 8
                y: parent.height - 48
                height: 40
                align: Text.AlignHCenter
                text: Tr.t("materials.retakeShort")
                role: "caption"
                size: 28
                color: Theme.ink2
                Accessible.ignored: true
            }
        }
    }

    Rectangle {
        visible: tiles.current
        width: tiles.slotWidth
        height: tiles.height
        radius: Theme.radius
        color: Theme.a50
        border.width: 4
        border.color: Theme.a700
        Accessible.role: Accessible.StaticText
        Accessible.name: tiles.view.current + "，" + tiles.view.currentText

        Column {
            anchors.centerIn: parent
            width: parent.width - 16
            spacing: 6

            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                name: "camera"
                fill: true
                size: tiles.roomy ? 60 : 48
                color: Theme.a700
            }

            Label {
                width: parent.width
                align: Text.AlignHCenter
                text: tiles.view.current
                role: "captionBold"
                size: tiles.roomy ? 36 : 28
                color: Theme.a700
                Accessible.ignored: true
            }

            Label {
                width: parent.width
                align: Text.AlignHCenter
                text: tiles.view.currentText
                role: "caption"
                size: tiles.roomy ? 32 : 28
                color: Theme.a700
                Accessible.ignored: true
            }
        }
    }

    Pressable {
        id: later

        objectName: "deferMaterial"
        visible: tiles.view.deferrable
        width: tiles.rest
        height: tiles.height
        name: tiles.view.deferTitle + "，" + tiles.view.deferText
        face: Theme.g50
        edge: Theme.g200
        ledge: Theme.g200
        pressedFace: Theme.g100
        pressedEdge: Theme.g700
        onTapped: tiles.defer()

        Icon {
            x: 28
            y: later.height / 2 - 58
            name: "clock-clockwise"
            size: 48
            color: Theme.g700
        }

        Column {
            x: 96
            width: parent.width - x - 24
            anchors.verticalCenter: parent.verticalCenter
            spacing: 6

            Label {
                width: parent.width
                text: tiles.view.deferTitle
                role: "listTitle"
                size: Theme.elder ? 46 : 38
                color: Theme.g700
                Accessible.ignored: true
            }

            Label {
                width: parent.width
                text: tiles.view.deferText
                role: "small"
                lines: Theme.elder ? 3 : 2
                Accessible.ignored: true
            }
        }
    }

    Card {
        visible: !tiles.view.deferrable && tiles.roomy
        width: tiles.rest
        height: tiles.height
        tone: "info"

        Column {
            x: 28
            width: parent.width - 56
            anchors.verticalCenter: parent.verticalCenter
            spacing: 6

            Label {
                width: parent.width
                text: tiles.view.moreTitle
                role: "tile"
                size: Theme.elder ? 42 : 34
                color: Theme.a700
            }

            Label {
                width: parent.width
                text: tiles.view.moreText
                role: "small"
                size: Theme.elder ? 36 : 32
                lines: 3
                room: tiles.height - 108
            }
        }
    }
}
