import QtQuick
import Suishiban.Theme

/** A QR code, dark on white by day and night. */
Rectangle {
    id: code

    property string text
    property int size: 280
    property string name
    property color frame: Theme.a200

    implicitWidth: size
    implicitHeight: size
    radius: Theme.radius
    color: "#FFFFFF"
    border.width: 3
    border.color: frame
    Accessible.role: Accessible.Graphic
    Accessible.name: name

    Image {
        anchors.centerIn: parent
        source: code.text === "" ? "" : "image://qr/" + encodeURIComponent(code.text)
        sourceSize: Qt.size(code.width - 24, code.width - 24)
        smooth: false
    }
}
