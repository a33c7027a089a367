import QtQuick

/** The mark: azurite square, thin gold line, white Song 办. The same by day and night. */
Rectangle {
    id: mark

    property int size: 76

    implicitWidth: size
    implicitHeight: size
    radius: Math.round(size * 0.22)
    color: "#125089"
    Accessible.ignored: true

    Rectangle {
        anchors.fill: parent
        anchors.margins: Math.round(mark.size * 0.06)
        radius: Math.round(mark.size * 0.17)
        color: "transparent"
        border.width: Math.max(2, Math.round(mark.size * 0.03))
        border.color: "#E3B765"
    }

    Label {
        anchors.centerIn: parent
        width: mark.size
        height: mark.size
        align: Text.AlignHCenter
        text: "办"
        size: Math.round(mark.size * 0.62)
        lineFactor: 1
        bold: true
        song: true
        color: "#FFFFFF"
        fit: false
        Accessible.ignored: true
    }
}
