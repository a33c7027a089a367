pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme

/** Where the citizen is. steps: [{label, state: "done" | "now" | "next"}]; elder mode shows the bar and "第 1 步" only. */
Rectangle {
    id: bar

    property string matter
    property string progress
    property var steps: []
    /** As many steps as any matter has (ui/views/progress.py SEGMENTS). */
    readonly property int most: 6
    readonly property int gap: Theme.elder ? 16 : 24
    readonly property real segment: (Theme.content - gap * (steps.length - 1)) / Math.max(1, steps.length)

    width: 1080
    height: Theme.stepsBottom - Theme.headerHeight
    color: Theme.surface
    objectName: "stepBar"
    Accessible.role: Accessible.StaticText
    Accessible.name: matter + "，" + progress

    Icon {
        x: 48
        y: 20
        visible: !Theme.elder
        name: "file-text"
        size: 38
    }

    Label {
        x: Theme.elder ? 48 : 100
        y: Theme.elder ? 14 : 16
        width: progressLabel.x - x - 24
        text: bar.matter
        role: Theme.elder ? "captionBold" : "tile"
        size: Theme.elder ? 44 : 34
        Accessible.ignored: true
    }

    Label {
        id: progressLabel

        anchors.right: parent.right
        anchors.rightMargin: 48
        y: Theme.elder ? 14 : 16
        text: bar.progress
        role: "small"
        size: Theme.elder ? 42 : 32
        lineFactor: 1.38
        color: Theme.ink2
        Accessible.ignored: true
    }

    Row {
        x: Theme.margin
        y: Theme.elder ? 76 : 74
        spacing: bar.gap

        Repeater {
            // Made once: a bar that is made anew at each step would keep the next screen waiting.
            model: bar.most

            Item {
                id: step

                required property int index
                readonly property var shown: bar.steps[index] ?? null
                readonly property bool done: shown?.state === "done"
                readonly property bool now: shown?.state === "now"

                visible: shown !== null
                width: bar.segment
                height: 70

                Rectangle {
                    y: step.now || Theme.elder ? 0 : 2
                    width: parent.width
                    height: Theme.elder ? 14 : step.now ? 12 : 8
                    radius: height / 2
                    color: step.done ? Theme.m600 : step.now ? Theme.a700 : Theme.line
                }

                Row {
                    visible: !Theme.elder
                    anchors.horizontalCenter: parent.horizontalCenter
                    y: Tr.english ? 19 : 22
                    spacing: 6

                    Icon {
                        visible: step.done
                        anchors.verticalCenter: parent.verticalCenter
                        name: step.done ? "check-circle" : ""
                        fill: true
                        size: 26
                        color: Theme.m600
                    }

                    Label {
                        width: Math.min(implicitWidth, bar.segment - (step.done ? 32 : 0))
                        text: step.shown?.label ?? ""
                        role: "step"
                        lines: Tr.english ? 2 : 1
                        lineFactor: Tr.english ? 1.02 : 1.3
                        align: Text.AlignHCenter
                        bold: step.now
                        color: step.done ? Theme.m700 : step.now ? Theme.a700 : Theme.ink3
                        Accessible.ignored: true
                    }
                }
            }
        }
    }

    Rectangle {
        y: parent.height - 2
        width: parent.width
        height: 2
        color: Theme.line
    }
}
