pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* One case, one ticket, or the slip of what was sent. view (ui/views/errand_parts.py ErrandDetailView):
*   title, text, tone, icon, lines: [{label, value, bold}], remarks: [{tone, icon, title, text}], stepsTitle, steps: [{label, value}],
*   saidTitle, said (a longer text), code (address of a QR code), codeText, primary, secondary: {label, intent, args, icon, loading} or null.
* intents: whatever a way says.
*/
KioskScreen {
    id: detail

    readonly property bool coded: view.code !== ""
    /** Little to say: then what matters is large. */
    readonly property bool spare: view.lines.length <= 3 && view.said === ""

    Label {
        id: heading

        readonly property real bottomY: y + height

        x: Theme.margin
        y: Theme.titleYPlain
        width: Theme.content
        height: Math.max(pitch, contentHeight)
        text: detail.view.title
        role: "title"
        lines: 2
        size: Theme.elder ? (text.length > 44 ? 50 : text.length > 20 ? 60 : 84) : text.length > 36 ? 44 : 60
        Accessible.role: Accessible.Heading
    }

    Chip {
        id: state

        x: Theme.margin
        y: heading.bottomY + 12
        text: detail.view.text
        icon: detail.view.icon
        tone: detail.view.tone
        size: text.length > 36 ? 30 : Theme.elder ? 40 : 34
    }

    Column {
        x: Theme.margin
        y: state.y + state.height + 24
        width: Theme.content
        spacing: 20

        Repeater {
            model: detail.view.remarks

            Note {
                required property var modelData

                width: Theme.content
                tone: modelData.tone
                icon: modelData.icon
                title: modelData.title
                text: modelData.text
            }
        }

        Card {
            width: Theme.content
            height: facts.height + 32

            Column {
                id: facts

                x: 28
                y: 16
                width: parent.width - 56 - (detail.coded ? code.width + 24 : 0)

                Repeater {
                    model: detail.view.lines

                    Item {
                        id: fact

                        required property var modelData

                        width: facts.width
                        height: Math.max(label.height, value.height) + (Theme.elder ? 10 : 14)

                        Label {
                            id: label

                            width: Theme.elder ? 230 : 220
                            height: pitch
                            text: fact.modelData.label
                            role: "small"
                            size: Theme.elder ? 38 : 32
                            color: Theme.ink2
                        }

                        Label {
                            id: value

                            x: label.width + 12
                            width: parent.width - x
                            height: contentHeight
                            text: fact.modelData.value
                            role: fact.modelData.bold ? "bodyBold" : "body"
                            size: detail.spare && fact.modelData.bold ? (Theme.elder ? 60 : 50) : Theme.elder ? 42 : 34
                            lines: 3
                        }
                    }
                }
            }

            Column {
                id: code

                visible: detail.coded
                anchors.right: parent.right
                anchors.rightMargin: 24
                y: 20
                width: Theme.elder ? 250 : 230
                spacing: 8

                QrCode {
                    size: code.width
                    text: detail.view.code
                    name: detail.view.codeText
                }

                Label {
                    width: code.width
                    align: Text.AlignHCenter
                    text: detail.view.codeText
                    role: "captionBold"
                    size: 28
                    lines: 2
                    height: contentHeight
                }
            }

            Binding on height {
                when: detail.coded
                value: Math.max(facts.height + 32, code.height + 40)
            }
        }

        Column {
            visible: detail.view.saidTitle !== ""
            width: Theme.content
            spacing: 10

            Label {
                width: parent.width
                text: detail.view.saidTitle
                role: "section"
                Accessible.role: Accessible.Heading
            }

            Card {
                width: parent.width
                tone: "ok"
                height: said.height + 40

                Label {
                    id: said

                    x: 28
                    y: 20
                    width: parent.width - 56
                    text: detail.view.said
                    role: "body"
                    size: Theme.elder ? 42 : 36
                    lines: 16
                    room: Theme.elder ? 330 : 480
                    height: contentHeight
                }
            }
        }

        Column {
            visible: detail.view.steps.length > 0
            width: Theme.content
            spacing: 10

            Label {
                width: parent.width
                text: detail.view.stepsTitle
                role: "section"
                Accessible.role: Accessible.Heading
            }

            Repeater {
                model: detail.view.steps

                Item {
                    id: step

                    required property var modelData
                    required property int index
                    readonly property bool now: index === detail.view.steps.length - 1

                    width: Theme.content
                    height: Math.max(52, what.height + 12)

                    Rectangle {
                        x: 14
                        y: 18
                        width: 20
                        height: 20
                        radius: 10
                        color: step.now ? Theme.a700 : Theme.m600
                    }

                    Label {
                        x: 56
                        width: Theme.elder ? 260 : 230
                        height: 52
                        text: step.modelData.label
                        role: "small"
                        size: Theme.elder ? 34 : 30
                        color: Theme.ink2
                    }

                    Label {
                        id: what

                        x: Theme.elder ? 330 : 300
                        y: 4
                        width: parent.width - x
                        height: contentHeight
                        text: step.modelData.value
                        role: "body"
                        size: Theme.elder ? 40 : 34
                        lines: 2
                        bold: step.now
                    }
                }
            }
        }
    }

    ErrandWays {
        primary: detail.view.primary
        secondary: detail.view.secondary
        onChosen: (name, args) => detail.intent(name, args)
    }
}
