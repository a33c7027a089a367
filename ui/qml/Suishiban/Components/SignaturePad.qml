import QtQuick
import Suishiban.Theme

/**
* Where a finger signs. Collects strokes as lists of [x, y, t_ms] or [x, y, t_ms, pressure]: pad pixels, ms since the first touch,
* 0 to 1 where the screen feels it.
*
* Only the new segment is painted while signing, so the software renderer keeps up.
*/
Rectangle {
    id: pad

    property string name
    property string hint
    property string doneText
    /** Fewer are a touch. Whether it can be a name is for kiosk/visit/ink.py to say. */
    property int minimumPoints: 6
    property int penWidth: 9
    /** Its change is signalled after each finished stroke and after clear(). */
    property var strokes: []
    readonly property bool signed: ink.points >= minimumPoints
    /** Points drawn so far. */
    readonly property alias inkPoints: ink.points

    implicitWidth: Theme.content
    implicitHeight: 608
    radius: Theme.radiusCard
    color: Theme.surface
    border.width: 5
    border.color: Theme.a700
    objectName: "signaturePad"
    Accessible.role: Accessible.Canvas
    Accessible.name: name

    function clear(): void {
        ink.points = 0;
        ink.began = 0;
        pad.strokes = [];
        ink.requestPaint();
    }

    Rectangle {
        x: 40
        y: pad.height - 108
        width: parent.width - 80
        height: 2
        color: Theme.a200
    }

    Label {
        x: 44
        y: pad.height - 88
        width: 400
        text: pad.hint
        role: "tile"
        bold: false
        color: Theme.ink3
    }

    Chip {
        visible: pad.signed && pad.doneText !== ""
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: 24
        tone: "ok"
        icon: "check-circle"
        text: pad.doneText
        size: 32
    }

    Canvas {
        id: ink

        property int points: 0
        property real began: 0

        function at(x: real, y: real): var {
            const point = [x, y, Date.now() - began];
            return hand.feels() ? point.concat(hand.point.pressure) : point;
        }

        function begin(x: real, y: real): void {
            if (began === 0)
                began = Date.now();
            pad.strokes.push([at(x, y)]);
            points += 1;
        }

        function extend(x: real, y: real): void {
            const last = pad.strokes[pad.strokes.length - 1];
            const tip = last[last.length - 1];
            if (Math.abs(tip[0] - x) + Math.abs(tip[1] - y) < 2)
                return;
            last.push(at(x, y));
            points += 1;
            const left = Math.min(tip[0], x) - pad.penWidth;
            const top = Math.min(tip[1], y) - pad.penWidth;
            markDirty(Qt.rect(left, top, Math.abs(tip[0] - x) + 2 * pad.penWidth, Math.abs(tip[1] - y) + 2 * pad.penWidth));
        }

        anchors.fill: parent
        anchors.margins: 6
        onPaint: region => {
            const context = getContext("2d");
            context.clearRect(region.x, region.y, region.width, region.height);
            context.save();
            context.beginPath();
            context.rect(region.x, region.y, region.width, region.height);
            context.clip();
            context.lineWidth = pad.penWidth;
            context.lineCap = "round";
            context.lineJoin = "round";
            context.strokeStyle = Theme.ink;
            for (const one of pad.strokes) {
                context.beginPath();
                context.moveTo(one[0][0], one[0][1]);
                if (one.length === 1)
                    context.lineTo(one[0][0] + 0.1, one[0][1]);
                for (let i = 1; i < one.length; i++)
                    context.lineTo(one[i][0], one[i][1]);
                context.stroke();
            }
            context.restore();
        }

        PointHandler {
            id: hand

            /** Asked at each point: as a binding it would still be that of the hand before. */
            function feels(): bool {
                return point.device !== null && (point.device.capabilities & InputDevice.Pressure) !== 0;
            }

            target: null
            onActiveChanged: {
                if (active)
                    ink.begin(point.position.x, point.position.y);
                else
                    pad.strokesChanged();
            }
            onPointChanged: {
                if (active && pad.strokes.length > 0)
                    ink.extend(point.position.x, point.position.y);
            }
        }
    }
}
