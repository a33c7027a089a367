import QtQuick
import Suishiban.Theme

/** Time that runs out: a ring, the number and its unit in it. */
Item {
    id: ring

    property int seconds: 0
    property int total: 30
    property int thickness: 26
    property string unit: ""
    property color track: Theme.g100
    property color hand: Theme.g500

    implicitWidth: 340
    implicitHeight: 340
    Accessible.role: Accessible.ProgressBar
    Accessible.name: seconds + " " + unit
    onSecondsChanged: canvas.requestPaint()
    onTotalChanged: canvas.requestPaint()
    onHandChanged: canvas.requestPaint()

    Canvas {
        id: canvas

        anchors.fill: parent
        onPaint: {
            const context = getContext("2d");
            const centre = width / 2;
            const radius = centre - ring.thickness / 2 - 7;
            context.reset();
            context.lineWidth = ring.thickness;
            context.strokeStyle = ring.track;
            context.beginPath();
            context.arc(centre, centre, radius, 0, 2 * Math.PI);
            context.stroke();
            const share = ring.total > 0 ? Math.min(1, ring.seconds / ring.total) : 0;
            if (share > 0) {
                context.strokeStyle = ring.hand;
                context.lineCap = "round";
                context.beginPath();
                context.arc(centre, centre, radius, -Math.PI / 2, -Math.PI / 2 + share * 2 * Math.PI);
                context.stroke();
            }
        }
    }

    Column {
        anchors.centerIn: parent
        anchors.verticalCenterOffset: 6
        width: parent.width - 2 * ring.thickness - 16

        Label {
            width: parent.width
            align: Text.AlignHCenter
            text: ring.seconds
            role: "countdown"
            lineFactor: 1
            Accessible.ignored: true
        }

        Label {
            width: parent.width
            align: Text.AlignHCenter
            text: ring.unit
            role: "body"
            size: 44
            color: Theme.ink2
            visible: text !== ""
            Accessible.ignored: true
        }
    }
}
