pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The guide in normal type: facts, who, what to bring, how. */
Item {
    id: guide

    required property var view
    readonly property bool blocked: view.verdict === "not"

    width: 1080
    height: 1920

    FactCells {
        x: Theme.margin
        y: 396
        facts: guide.view.facts
    }

    Label {
        x: Theme.margin
        y: 588
        width: Theme.content
        text: Tr.t("guide.who")
        role: "section"
        Accessible.role: Accessible.Heading
    }

    Card {
        x: Theme.margin
        y: 652
        width: Theme.content
        height: 196

        Column {
            x: 28
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - 56

            Repeater {
                model: guide.view.who

                Item {
                    id: line

                    required property var modelData

                    width: parent.width
                    height: 58

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
                    }
                }
            }
        }
    }

    Label {
        x: Theme.margin
        y: 866
        width: Theme.content
        text: Tr.t("guide.bring")
        role: "section"
        Accessible.role: Accessible.Heading
    }

    Card {
        x: Theme.margin
        y: 930
        width: Theme.content
        height: 106 * Math.max(1, guide.view.materials.length)

        Column {
            width: parent.width

            Repeater {
                model: guide.view.materials

                MaterialRow {
                    required property var modelData
                    required property int index

                    material: modelData
                    last: index === guide.view.materials.length - 1
                }
            }
        }
    }

    Note {
        visible: guide.blocked
        x: Theme.margin
        y: 1392
        width: Theme.content
        height: 176
        tone: "warn"
        icon: "clock"
        title: Tr.t("guide.verdict.not")
        text: guide.view.reason
    }

    Label {
        visible: !guide.blocked
        x: Theme.margin
        y: 1372
        width: Theme.content
        text: Tr.t("guide.how")
        role: "section"
        Accessible.role: Accessible.Heading
    }

    Row {
        id: path

        visible: !guide.blocked
        readonly property int count: guide.view.steps.length
        readonly property real unit: Theme.content / Math.max(1, count)

        x: Theme.margin
        y: 1442

        Repeater {
            model: guide.view.steps

            Item {
                id: step

                required property var modelData
                required property int index

                width: path.unit
                height: 132

                Rectangle {
                    visible: step.index < path.count - 1
                    x: parent.width / 2 + 40
                    y: 38
                    width: parent.width - 80
                    height: 4
                    color: Theme.a200
                }

                Rectangle {
                    x: parent.width / 2 - 40
                    width: 80
                    height: 80
                    radius: 40
                    color: Theme.surface
                    border.width: 3
                    border.color: Theme.a600

                    Icon {
                        anchors.centerIn: parent
                        name: step.modelData.icon
                        fill: name !== "list-bullets"
                        size: 44
                        color: Theme.a700
                    }
                }

                Label {
                    y: 86
                    x: 4
                    width: parent.width - 8
                    height: 46
                    align: Text.AlignHCenter
                    text: (step.index + 1) + " " + step.modelData.label
                    role: "small"
                    size: 32
                }
            }
        }
    }
}
