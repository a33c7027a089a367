import QtQuick
import Suishiban.Theme

/**
* A live picture with what the machine sees in it.
*
* corners: four [x, y] in 0–1 of the picture, or []. callout: {x, y, w, h, text} in 0–1, or null.
*/
Item {
    id: camera

    property string source
    property var corners: []
    property bool cornersOk: true
    property var callout: null
    property string liveText
    property string name
    readonly property bool hasCorners: corners !== undefined && corners !== null && corners.length === 4

    implicitWidth: Theme.content
    implicitHeight: 690
    Accessible.role: Accessible.Graphic
    Accessible.name: name
    /** What is drawn over the picture, to a thousandth: a new picture with the page where it was paints nothing anew. */
    readonly property string drawn: JSON.stringify([hasCorners ? corners.map(c => [Math.round(c[0] * 1000), Math.round(c[1] * 1000)]) : [], cornersOk, callout ?? null])

    onDrawnChanged: outline.requestPaint()

    Item {
        anchors.fill: parent
        clip: true

        Rectangle {
            anchors.fill: parent
            color: "#2A2D31"
        }

        Image {
            id: picture

            anchors.fill: parent
            source: camera.source
            cache: false
            // All four corners have to be seen: the picture is never cropped.
            fillMode: Image.PreserveAspectFit
            smooth: false
            onPaintedGeometryChanged: outline.requestPaint()
        }

        Canvas {
            id: outline

            readonly property real wide: picture.paintedWidth > 0 ? picture.paintedWidth : width
            readonly property real high: picture.paintedHeight > 0 ? picture.paintedHeight : height

            function atX(share: real): real {
                return (width - wide) / 2 + share * wide;
            }

            function atY(share: real): real {
                return (height - high) / 2 + share * high;
            }

            anchors.fill: parent
            onPaint: {
                const context = getContext("2d");
                context.reset();
                if (camera.hasCorners) {
                    const at = camera.corners.map(c => [atX(c[0]), atY(c[1])]);
                    context.lineJoin = "round";
                    for (const [colour, thick] of [["#FFFFFF", 8], ["#1A65A8", 4]]) {
                        context.strokeStyle = colour;
                        context.lineWidth = thick;
                        context.beginPath();
                        context.moveTo(at[0][0], at[0][1]);
                        for (const p of [at[1], at[2], at[3], at[0]])
                            context.lineTo(p[0], p[1]);
                        context.stroke();
                    }
                    context.lineCap = "round";
                    for (const [colour, thick] of [["#FFFFFF", 22], [camera.cornersOk ? "#1E7C64" : "#E0A021", 13]]) {
                        context.strokeStyle = colour;
                        context.lineWidth = thick;
                        for (let i = 0; i < 4; i++) {
                            const here = at[i];
                            context.beginPath();
                            const from = toward(here, at[(i + 3) % 4], 62);
                            const to = toward(here, at[(i + 1) % 4], 62);
                            context.moveTo(from[0], from[1]);
                            context.lineTo(here[0], here[1]);
                            context.lineTo(to[0], to[1]);
                            context.stroke();
                        }
                    }
                }
                if (camera.callout) {
                    const c = camera.callout;
                    const right = atX(c.x + c.w);
                    context.strokeStyle = "#F2B233";
                    context.lineWidth = 6;
                    context.beginPath();
                    const round = Math.min(c.w * wide, c.h * high) / 2;
                    context.roundedRect(atX(c.x), atY(c.y), c.w * wide, c.h * high, round, round);
                    context.stroke();
                    context.beginPath();
                    context.moveTo(right, atY(c.y + c.h / 2));
                    context.lineTo(pill.x, atY(c.y + c.h / 2));
                    context.stroke();
                }
            }

            function toward(from: var, to: var, length: real): var {
                const dx = to[0] - from[0];
                const dy = to[1] - from[1];
                const d = Math.max(1, Math.hypot(dx, dy));
                return [from[0] + dx / d * length, from[1] + dy / d * length];
            }
        }

        Rectangle {
            id: pill

            visible: camera.callout !== null && camera.callout !== undefined
            anchors.right: parent.right
            anchors.rightMargin: 38
            y: visible ? outline.atY(camera.callout.y + camera.callout.h / 2) - height / 2 : 0
            width: calloutText.implicitWidth + 40
            height: 68
            radius: 34
            color: "#13212F"
            border.width: 3
            border.color: "#F2B233"

            Label {
                id: calloutText

                anchors.centerIn: parent
                text: camera.callout ? camera.callout.text : ""
                role: "tile"
                size: 34
                color: "#FFFFFF"
            }
        }
    }

    // A rectangular clip plus a frame in the page's colour makes round corners without a shader.
    Rectangle {
        anchors.fill: parent
        anchors.margins: -20
        radius: 40
        color: "transparent"
        border.width: 20
        border.color: Theme.page
    }

    Rectangle {
        anchors.fill: parent
        radius: 20
        color: "transparent"
        border.width: 2
        border.color: Theme.lineStrong
    }

    Rectangle {
        visible: camera.liveText !== ""
        x: 24
        y: 24
        width: live.x + live.width + 24
        height: 64
        radius: 32
        color: "#13212F"

        Rectangle {
            x: 26
            anchors.verticalCenter: parent.verticalCenter
            width: 20
            height: 20
            radius: 10
            color: "#4FC49A"
        }

        Label {
            id: live

            x: 54
            height: parent.height
            text: camera.liveText
            role: "small"
            size: 32
            color: "#FFFFFF"
        }
    }
}
