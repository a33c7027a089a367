pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** What a bundle (一件事) is made of: one row a matter, with where it is done. */
Card {
    id: card

    /** [{icon, title, tag: "here" | "case" | "counter" | "more"}] (≤ 7) */
    property var members: []
    property real rowHeight: 66

    width: Theme.content
    height: rowHeight * members.length + 16

    Column {
        x: 28
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - 56

        Repeater {
            model: card.members

            Item {
                id: row

                required property var modelData
                readonly property bool here: modelData.tag === "here" || modelData.tag === "case"

                width: parent.width
                height: card.rowHeight

                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    name: row.modelData.icon
                    fill: true
                    size: 44
                    color: row.here ? Theme.a600 : Theme.ink2
                }

                Label {
                    x: 64
                    width: (tag.visible ? tag.x : parent.width) - x - 20
                    height: parent.height
                    text: row.modelData.title
                    role: "bodyBold"
                    size: Theme.elder ? 42 : 36
                }

                Chip {
                    id: tag

                    visible: row.modelData.tag !== "more"
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    text: row.modelData.tag === "more" ? "" : Tr.t("guide.member." + row.modelData.tag)
                    icon: row.modelData.tag === "here" ? "check-circle" : row.modelData.tag === "case" ? "question" : "map-pin"
                    tone: row.modelData.tag === "here" ? "ok" : row.modelData.tag === "case" ? "info" : "warn"
                    size: Theme.elder ? 34 : 30
                }
            }
        }
    }
}
