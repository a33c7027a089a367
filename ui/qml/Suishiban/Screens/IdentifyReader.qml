import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The picture of the reader with a pill that says what it is waiting for. */
Item {
    id: reader

    required property var view
    readonly property bool waiting: view.state === "place" || view.state === "checking"
    readonly property bool lying: view.state === "checking" || view.state === "refused"

    x: Theme.margin
    width: Theme.content
    Accessible.role: Accessible.Graphic
    Accessible.name: Tr.t("identify.card")

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusCard
        color: "#EEF5FA"
        border.width: 2
        border.color: Theme.a200
    }

    Item {
        anchors.fill: parent
        anchors.margins: 2
        clip: true

        Image {
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.bottom: parent.bottom
            // Of its upper edge an eighth is air: where there is little room the arrow stays whole.
            height: Math.min(637, parent.height / 0.88)
            width: height * 980 / 637
            sourceSize: Qt.size(980, 637)
            source: "image://art/reader-" + (reader.lying ? "read" : "idle")
        }
    }

    Rectangle {
        x: 28
        y: 28
        width: row.width + 48
        height: Theme.elder ? 88 : 68
        radius: height / 2
        color: reader.view.tone === "info" ? Theme.surface : Theme.tone(reader.view.tone).fill
        border.width: 2
        border.color: reader.view.tone === "info" ? Theme.a200 : Theme.tone(reader.view.tone).line
        Accessible.role: Accessible.StaticText
        Accessible.name: reader.view.badge

        Row {
            id: row

            anchors.centerIn: parent
            spacing: 14

            Spinner {
                visible: reader.waiting
                anchors.verticalCenter: parent.verticalCenter
                size: 40
            }

            Icon {
                visible: !reader.waiting
                anchors.verticalCenter: parent.verticalCenter
                name: reader.lying ? "check-circle" : reader.view.tone === "err" ? "warning-octagon" : "warning"
                fill: true
                size: 42
                color: Theme.tone(reader.view.tone).text
            }

            Label {
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, 780)
                text: reader.view.badge
                role: "tile"
                size: Theme.elder ? 46 : 36
                color: Theme.tone(reader.view.tone).text
                Accessible.ignored: true
            }
        }
    }
}
