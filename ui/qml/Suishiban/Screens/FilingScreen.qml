pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* The submission: three steps as they really happen, and no way out. view (ui/views/filing.py FilingView):
*   title, text, cardTitle: string, steps: [{text, state: "done" | "now" | "next"}] (3), hint, button: string.
* intents: none.
*/
KioskScreen {
    id: filing

    backLocked: true

    Heading {
        title: filing.view.title
        text: filing.view.text
    }

    Card {
        x: Theme.margin
        y: Theme.elder ? 680 : 600
        width: Theme.content
        height: 572
        border.color: Theme.a200

        Spinner {
            anchors.horizontalCenter: parent.horizontalCenter
            y: 48
            size: 120
        }

        Label {
            x: 28
            y: 190
            width: parent.width - 56
            align: Text.AlignHCenter
            text: filing.view.cardTitle
            role: "question"
        }

        Stable {
            id: steps

            source: filing.view.steps
        }

        Column {
            anchors.horizontalCenter: parent.horizontalCenter
            y: 268
            width: Theme.elder ? 860 : 720
            spacing: 8

            Repeater {
                model: steps.value

                Item {
                    id: step

                    required property var modelData
                    readonly property bool done: modelData.state === "done"
                    readonly property bool now: modelData.state === "now"

                    width: parent.width
                    height: Theme.elder ? 66 : 60
                    Accessible.role: Accessible.StaticText
                    Accessible.name: modelData.text
                    Accessible.checked: done

                    Icon {
                        visible: step.done
                        anchors.verticalCenter: parent.verticalCenter
                        name: "check-circle"
                        fill: true
                        size: 48
                        color: Theme.m600
                    }

                    Spinner {
                        visible: step.now
                        anchors.verticalCenter: parent.verticalCenter
                        size: 46
                    }

                    Rectangle {
                        visible: !step.done && !step.now
                        anchors.verticalCenter: parent.verticalCenter
                        x: 4
                        width: 40
                        height: 40
                        radius: 20
                        color: "transparent"
                        border.width: 4
                        border.color: Theme.lineStrong
                    }

                    Label {
                        x: 72
                        width: parent.width - x
                        height: parent.height
                        text: step.modelData.text
                        role: step.done || step.now ? "bodyBold" : "body"
                        size: Theme.elder ? 46 : 40
                        color: step.done || step.now ? Theme.ink : Theme.ink2
                        Accessible.ignored: true
                    }
                }
            }
        }

        Label {
            x: 28
            y: parent.height - 84
            width: parent.width - 56
            align: Text.AlignHCenter
            text: filing.view.hint
            role: "body"
            color: Theme.ink2
        }
    }

    ActionBar {
        kind: "secondary"
        text: filing.view.button
        // Nothing to press: no ledge.
        primaryEnabled: false
        loading: true
    }
}
