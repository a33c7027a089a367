pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** Below the reader: where it is and how to lay the card, what to try, or why this cannot be done. */
Item {
    id: advice

    required property var view
    readonly property bool refused: view.state === "refused"
    readonly property bool trying: view.fixes.length > 0
    readonly property bool tiles: Theme.elder && !refused && !trying

    x: Theme.margin
    width: Theme.content
    height: refused ? note.height : tiles ? 236 : Theme.elder ? 372 : 352

    Note {
        id: note

        visible: advice.refused
        width: parent.width
        height: Math.max(180, implicitHeight)
        tone: "warn"
        title: advice.view.noteTitle
        text: advice.view.noteText
    }

    Row {
        visible: advice.tiles
        spacing: Theme.gutter

        Repeater {
            model: [["hand", "identify.elder.flat"], ["bell-ringing", "identify.elder.take"]]

            Card {
                id: tile

                required property var modelData

                width: (Theme.content - Theme.gutter) / 2
                height: 236

                Column {
                    anchors.centerIn: parent
                    width: parent.width - 48
                    spacing: 12

                    Icon {
                        anchors.horizontalCenter: parent.horizontalCenter
                        name: tile.modelData[0]
                        fill: tile.modelData[0] !== "hand"
                        size: 84
                    }

                    Label {
                        width: parent.width
                        align: Text.AlignHCenter
                        text: Tr.t(tile.modelData[1])
                        role: "button"
                    }
                }
            }
        }
    }

    Card {
        visible: !advice.refused && !advice.tiles
        anchors.fill: parent

        KioskMap {
            x: 44
            anchors.verticalCenter: parent.verticalCenter
            part: "id"
        }

        Rectangle {
            x: 290
            y: 40
            width: 2
            height: parent.height - 80
            color: Theme.line
        }

        Column {
            visible: !advice.trying
            x: 326
            width: parent.width - x - 28
            anchors.verticalCenter: parent.verticalCenter
            spacing: 12

            Repeater {
                model: advice.view.tips

                Item {
                    id: tip

                    required property var modelData

                    width: parent.width
                    height: 98

                    Icon {
                        anchors.verticalCenter: parent.verticalCenter
                        name: tip.modelData.icon
                        fill: name !== "hand"
                        size: 52
                    }

                    Column {
                        x: 78
                        width: parent.width - x
                        anchors.verticalCenter: parent.verticalCenter

                        Label {
                            width: parent.width
                            text: tip.modelData.title
                            role: "tile"
                            size: 36
                        }

                        Label {
                            width: parent.width
                            text: tip.modelData.text
                            role: "small"
                            color: Theme.ink2
                        }
                    }
                }
            }
        }

        Column {
            visible: advice.trying
            x: 326
            width: parent.width - x - 28
            anchors.verticalCenter: parent.verticalCenter
            spacing: 14

            Label {
                width: parent.width
                text: advice.view.fixesTitle
                role: "listTitle"
            }

            Repeater {
                model: advice.view.fixes

                Item {
                    id: fix

                    required property string modelData
                    required property int index

                    width: parent.width
                    height: Theme.elder ? 66 : 58

                    Rectangle {
                        anchors.verticalCenter: parent.verticalCenter
                        width: 54
                        height: 54
                        radius: 27
                        color: Theme.a700

                        Label {
                            anchors.fill: parent
                            align: Text.AlignHCenter
                            text: fix.index + 1
                            role: "tile"
                            size: 34
                            color: Theme.onPrimary
                            Accessible.ignored: true
                        }
                    }

                    Label {
                        x: 76
                        width: parent.width - x
                        height: parent.height
                        text: fix.modelData
                        role: "body"
                    }
                }
            }
        }
    }
}
