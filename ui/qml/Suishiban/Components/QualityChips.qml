pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme

/** What the camera thinks, one flat box each. checks: [{text, state: "ok" | "warn" | "wait"}]; a warning's text is the fix. */
Row {
    id: chips

    property var checks: []
    property int boxHeight: 84
    readonly property real unit: checks.reduce((sum, check) => sum + check.text.length + 6, 0)

    width: Theme.content
    spacing: Theme.gutter

    Repeater {
        model: chips.checks

        Rectangle {
            id: box

            required property var modelData
            required property int index
            readonly property string tone: modelData.state === "ok" ? "ok" : modelData.state === "warn" ? "warn" : "neutral"
            readonly property real share: (modelData.text.length + 6) / chips.unit

            width: (chips.width - chips.spacing * (chips.checks.length - 1)) * share
            height: chips.boxHeight
            radius: Theme.radius
            color: Theme.tone(tone).soft
            border.width: 2
            border.color: Theme.tone(tone).line
            Accessible.role: Accessible.StaticText
            Accessible.name: modelData.text

            Row {
                anchors.centerIn: parent
                spacing: 14

                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    name: box.tone === "ok" ? "check-circle" : box.tone === "warn" ? "warning" : "hourglass-medium"
                    fill: true
                    size: 40
                    color: Theme.tone(box.tone).text
                }

                Label {
                    width: Math.min(implicitWidth, box.width - 40 - 14 - 24)
                    height: box.height
                    text: box.modelData.text
                    role: "tile"
                    size: 34
                    lines: 2
                    color: Theme.tone(box.tone).text
                    Accessible.ignored: true
                }
            }
        }
    }
}
