import QtQuick
import Suishiban.Components

/** An A4 page in the tray. A picture of paper: its text is not for reading. */
Item {
    id: tray

    property string title
    property bool printing: true

    Accessible.role: Accessible.Graphic
    Accessible.name: title

    Rectangle {
        id: paper

        anchors.horizontalCenter: parent.horizontalCenter
        y: tray.printing ? 76 : 12
        width: 208
        height: tray.height - 62 - y
        color: "#FFFFFF"
        border.width: 2
        border.color: "#B3D0E9"
        clip: true

        Label {
            x: 10
            y: 14
            width: parent.width - 20
            height: 32
            align: Text.AlignHCenter
            text: tray.title
            pictured: true
            size: 20
            minimumSize: 10
            bold: true
            song: true
            color: "#13212F"
            Accessible.ignored: true
        }

        Column {
            x: 22
            y: 58
            spacing: 14

            Repeater {
                model: [164, 148, 164, 120, 156, 164, 96]

                Rectangle {
                    required property int modelData

                    width: modelData
                    height: 5
                    color: "#C2CFDB"
                }
            }
        }
    }

    Rectangle {
        y: parent.height - 62
        width: parent.width
        height: 44
        radius: 12
        color: "#1F2C3A"

        Rectangle {
            x: 16
            y: 10
            width: parent.width - 32
            height: 8
            radius: 4
            color: "#0A121B"
        }

        Rectangle {
            x: parent.width - 34
            y: 26
            width: 8
            height: 8
            radius: 4
            color: "#4FC49A"
        }
    }
}
