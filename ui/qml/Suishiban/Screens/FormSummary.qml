pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The filled rows and the choices below them; large type shows them one after the other. */
Item {
    id: summary

    signal answered(var answers)
    signal help

    required property var view
    property var picked: ({})
    property bool atQuestions: false
    readonly property bool asks: view.questions.length > 0
    readonly property bool twoParts: Theme.elder && asks
    readonly property bool showRows: !twoParts || !atQuestions
    readonly property bool showQuestions: asks && (!twoParts || atQuestions)
    readonly property bool wrong: view.errorKey !== ""

    width: 1080
    height: 1920

    function chosen(question: var): string {
        return picked[question.key] ?? question.value;
    }

    function confirm(): void {
        if (twoParts && !atQuestions) {
            atQuestions = true;
            return;
        }
        const answers = {};
        for (const question of view.questions)
            answers[question.key] = chosen(question);
        answered(answers);
    }

    Stable {
        id: rowList

        source: summary.view.rows
    }

    Heading {
        id: heading

        width: hold.visible && !Theme.elder ? Theme.content - hold.width - Theme.gutter : Theme.content
        title: summary.twoParts && summary.atQuestions ? summary.view.questions[0].question : summary.view.title
        text: Theme.elder ? "" : summary.view.text
    }

    HoldToShow {
        id: hold

        visible: summary.view.masked && summary.showRows
        x: Theme.elder ? Theme.margin : 1032 - width
        y: Theme.elder ? known.y + known.height + 24 : 412
        width: Theme.elder ? Theme.content : implicitWidth
        height: Theme.elder ? 112 : 96
    }

    Card {
        id: known

        visible: summary.showRows
        x: Theme.margin
        y: Theme.elder ? heading.bottomY + 20 : 552
        width: Theme.content
        height: rows.height

        Column {
            id: rows

            width: parent.width

            Repeater {
                model: rowList.value

                PrefilledRow {
                    required property var modelData
                    required property int index

                    height: Theme.elder ? Math.min(108, (812 - missing.room) / summary.view.rows.length) : 84
                    label: modelData.label
                    labelWidth: Tr.english ? 270 : Theme.elder ? 196 : 190
                    value: hold.showing ? modelData.full : modelData.value
                    source: modelData.source
                    sourceIcon: modelData.icon
                    origin: modelData.origin
                    last: index === summary.view.rows.length - 1
                }
            }
        }
    }

    Note {
        id: missing

        readonly property real room: visible ? height + Theme.gutter : 0

        visible: summary.showRows && summary.view.missing !== ""
        x: Theme.margin
        y: known.y + known.height + 24 + (Theme.elder && hold.visible ? hold.height + 24 : 0)
        width: Theme.content
        tone: "warn"
        title: summary.view.missing
        text: summary.view.missingText
    }

    Note {
        visible: !summary.asks && summary.view.missing === "" && summary.view.filled !== "" && !Theme.elder
        x: Theme.margin
        y: known.y + known.height + 28
        width: Theme.content
        tone: "ok"
        title: summary.view.filled
        text: summary.view.filledText
    }

    Column {
        visible: summary.showQuestions
        x: Theme.margin
        y: Theme.elder ? heading.bottomY + 28 : known.y + known.height + 24 + missing.room
        width: Theme.content
        spacing: Theme.gutter

        Repeater {
            model: summary.view.questions

            Column {
                id: question

                required property var modelData

                width: parent.width
                spacing: Theme.gutter

                Item {
                    visible: !Theme.elder
                    width: parent.width
                    height: 60

                    Rectangle {
                        y: 4
                        width: 10
                        height: 52
                        radius: 5
                        color: Theme.a700
                    }

                    Label {
                        id: asked

                        x: 28
                        width: Math.min(implicitWidth, parent.width - 28 - pick.width - 28)
                        height: parent.height
                        text: question.modelData.question
                        role: "question"
                        Accessible.role: Accessible.Heading
                    }

                    Chip {
                        id: pick

                        x: asked.x + asked.width + 28
                        anchors.verticalCenter: parent.verticalCenter
                        icon: "hand-pointing"
                        text: question.modelData.pick
                    }
                }

                Repeater {
                    model: question.modelData.choices

                    Choice {
                        required property var modelData

                        objectName: "choice-" + modelData.key
                        height: Theme.elder ? 212 : 150
                        title: modelData.title
                        text: modelData.text
                        icon: modelData.icon
                        selected: summary.chosen(question.modelData) === modelData.key
                        onTapped: summary.picked = Object.assign({}, summary.picked, {
                            [question.modelData.key]: modelData.key
                        })
                    }
                }
            }
        }

        Note {
            visible: summary.wrong
            width: parent.width
            tone: "err"
            title: summary.view.errorTitle
            text: summary.view.errorText
        }
    }

    ActionBar {
        text: summary.view.next
        icon: "arrow-right"
        labelSize: Theme.elder ? 60 : Theme.roles.primary.size
        secondaryText: Tr.t("form.wrong")
        secondaryIcon: "pencil-simple"
        onPrimary: summary.confirm()
        onSecondary: summary.help()
    }
}
