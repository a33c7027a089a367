pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** One thing that will be handed in, with 修改 where it can be changed. */
Card {
    id: item

    signal change

    required property var card
    property bool open: false
    readonly property bool pictures: card.thumbs.length > 0
    /** In large type each number has a line of its own. */
    readonly property string shownText: Theme.elder && card.key === "applicant" ? said.split("\u00a0· ").join("\n") : said
    readonly property string said: open ? card.fullText : card.text
    /** Asked of the card, not of the button: a card on another part is hidden with its button, and its height is read there too. */
    readonly property bool changeable: card.edit !== ""
    readonly property real inner: (changeable ? edit.x : width) - 124 - 24

    width: Theme.content
    height: Math.max(144, column.height + (Theme.elder ? 44 : 36))
    Accessible.role: Accessible.Grouping
    Accessible.name: card.label

    Rectangle {
        x: 28
        y: 24
        width: 72
        height: 72
        radius: 16
        color: Theme.tone(item.card.tone).fill

        Icon {
            anchors.centerIn: parent
            name: item.card.icon
            fill: true
            size: 44
            color: Theme.tone(item.card.tone).text
        }
    }

    Column {
        id: column

        x: 124
        width: item.inner
        anchors.verticalCenter: parent.verticalCenter
        spacing: 4

        Label {
            width: parent.width
            text: item.card.label
            role: "small"
            color: Theme.ink2
        }

        Flow {
            width: parent.width
            spacing: 16

            Label {
                id: value

                width: Math.min(implicitWidth, column.width)
                text: item.open ? item.card.fullValue : item.card.value
                role: "listTitle"
                size: Theme.elder ? 46 : 40
                lines: Theme.elder || text.length > 20 ? 4 : 1
            }

            Chip {
                id: chip

                visible: item.card.chip !== "" && !item.pictures
                text: item.card.chip
                tone: item.card.chipTone
                icon: item.card.chipTone === "ok" ? "check-circle" : "clock"
            }
        }

        Row {
            visible: item.pictures
            height: 108
            spacing: 16

            Repeater {
                model: item.card.thumbs

                Rectangle {
                    id: thumb

                    required property string modelData

                    y: 6
                    width: 76
                    height: 100
                    color: Theme.inset
                    border.width: 2
                    border.color: Theme.line

                    Image {
                        anchors.fill: parent
                        anchors.margins: 2
                        source: thumb.modelData
                        cache: false
                        fillMode: Image.PreserveAspectCrop
                        verticalAlignment: Image.AlignTop
                    }
                }
            }

            Column {
                y: 4
                spacing: 6

                Chip {
                    text: item.card.chip
                    tone: item.card.chipTone
                    icon: "check-circle"
                    size: Theme.elder ? 34 : 30
                }

                Label {
                    width: column.width - 92 * item.card.thumbs.length
                    text: item.shownText
                    role: "small"
                    lines: 1
                    color: Theme.ink2
                }
            }
        }

        Label {
            visible: !item.pictures && text !== ""
            width: item.changeable ? parent.width : item.width - 124 - 28
            text: item.shownText
            role: "small"
            lines: Theme.elder ? 2 : 1
            color: Theme.ink2
        }
    }

    Button {
        id: edit

        objectName: "edit-" + item.card.key
        visible: item.changeable
        anchors.right: parent.right
        anchors.rightMargin: 28
        anchors.verticalCenter: parent.verticalCenter
        width: Tr.english ? 196 : Theme.elder ? 200 : 160
        height: 100
        kind: "quiet"
        icon: "pencil-simple"
        iconSize: 42
        gap: 10
        padding: 10
        labelSize: Theme.elder ? 44 : 36
        text: Tr.t("review.edit")
        name: Tr.t("review.edit") + " " + item.card.label
        onTapped: item.change()
    }

    Row {
        id: mark

        visible: item.card.mark !== ""
        anchors.right: parent.right
        anchors.rightMargin: 28
        y: 24
        spacing: 10

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: "lock-key"
            fill: true
            size: 34
            color: Theme.ink3
        }

        Label {
            text: item.card.mark
            role: "small"
            color: Theme.ink2
        }
    }
}
