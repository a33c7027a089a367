pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** Who can apply: at most three sentences. */
Card {
    id: card

    property var who: []
    property real lineHeight: Theme.elder ? 72 : 58

    width: Theme.content
    height: lineHeight * who.length + 22

    Column {
        x: 28
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - 56

        Repeater {
            model: card.who

            Item {
                id: line

                required property var modelData

                width: parent.width
                height: card.lineHeight

                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    name: line.modelData.tone === "ok" ? "check-circle" : line.modelData.tone === "warn" ? "warning" : "info"
                    fill: true
                    size: 44
                    color: Theme.tone(line.modelData.tone).text
                }

                Label {
                    x: 60
                    width: parent.width - 60
                    height: parent.height
                    text: line.modelData.text
                    role: "body"
                    size: Theme.elder ? 44 : Tr.english ? 34 : 36
                }
            }
        }
    }
}
