pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The guide of a matter that is done at a counter: where, when, who, what to take along. */
Item {
    id: guide

    required property real start
    required property var view
    readonly property var counter: view.counter
    readonly property var bring: counter === null ? [] : counter.bring
    readonly property string said: view.announcement ?? ""
    readonly property bool who: view.who.length > 0 && !(Theme.elder && said !== "")
    readonly property int gap: Theme.elder ? 20 : 40
    readonly property int placeHeight: Theme.elder ? 152 : 140
    readonly property int hoursHeight: Theme.elder ? 200 : 140
    readonly property real paperHeight: Math.min(108, (Theme.actionY - 24 - (said === "" ? 0 : note.height + gap) - blocks.y - take.y - take.height) / Math.max(1, bring.length))

    width: 1080
    height: 1920

    Column {
        id: blocks

        x: Theme.margin
        y: Theme.elder ? guide.start + 28 : 396
        width: Theme.content

        Card {
            tone: "info"
            width: parent.width
            height: guide.placeHeight + guide.hoursHeight

            Repeater {
                model: guide.counter === null ? [] : [
                    {
                        icon: "map-pin",
                        label: Tr.t("guide.where"),
                        value: guide.counter.place
                    },
                    {
                        icon: "clock",
                        label: Tr.t("guide.when"),
                        value: Theme.elder ? guide.counter.hours.replace(/[（，]|, /, "\n").replace("）", "") : guide.counter.hours
                    }
                ]

                Item {
                    id: fact

                    required property var modelData
                    required property int index

                    y: index * guide.placeHeight
                    width: parent.width
                    height: index === 0 ? guide.placeHeight : guide.hoursHeight

                    Icon {
                        x: 28
                        anchors.verticalCenter: parent.verticalCenter
                        name: fact.modelData.icon
                        fill: true
                        size: Theme.elder ? 72 : 60
                        color: Theme.a700
                    }

                    Column {
                        x: Theme.elder ? 128 : 112
                        width: parent.width - x - 28
                        anchors.verticalCenter: parent.verticalCenter

                        Label {
                            width: parent.width
                            text: fact.modelData.label
                            role: "caption"
                            color: Theme.ink2
                        }

                        Label {
                            width: parent.width
                            text: fact.modelData.value
                            role: "listTitle"
                            size: Theme.elder ? 48 : 42
                            lines: Theme.elder && fact.index === 1 ? 2 : 1
                            lineFactor: 1.2
                            color: Theme.a700
                        }
                    }

                    Rectangle {
                        visible: fact.index === 0
                        x: 28
                        y: parent.height - 1
                        width: parent.width - 56
                        height: 2
                        color: Theme.a200
                    }
                }
            }
        }

        GuideSection {
            visible: guide.who
            text: Tr.t("guide.who")
            gap: guide.gap
        }

        WhoCard {
            visible: guide.who
            who: guide.view.who
            lineHeight: Theme.elder ? 84 : 82
        }

        GuideSection {
            id: take

            visible: guide.bring.length > 0
            text: Tr.t("guide.take")
            gap: guide.gap
        }

        Card {
            visible: guide.bring.length > 0
            width: parent.width
            height: guide.paperHeight * guide.bring.length

            Repeater {
                model: guide.bring

                Item {
                    id: paper

                    required property var modelData
                    required property int index

                    y: index * guide.paperHeight
                    width: parent.width
                    height: guide.paperHeight

                    Icon {
                        x: 28
                        anchors.verticalCenter: parent.verticalCenter
                        name: paper.modelData.icon
                        fill: true
                        size: 52
                        color: Theme.a600
                    }

                    Label {
                        x: 104
                        width: parent.width - x - 28
                        height: parent.height
                        text: paper.modelData.title
                        role: "bodyBold"
                        size: Theme.elder ? 46 : 40
                    }

                    Rectangle {
                        visible: paper.index < guide.bring.length - 1
                        x: 28
                        y: parent.height - 1
                        width: parent.width - 56
                        height: 2
                        color: Theme.line
                    }
                }
            }
        }

        Item {
            visible: note.visible
            width: 1
            height: guide.gap
        }

        Note {
            id: note

            visible: guide.said !== "" || !Theme.elder && guide.view.canPrint
            icon: guide.said !== "" ? "bell-ringing" : "printer"
            title: Tr.t(guide.said !== "" ? "notices.guide" : "guide.elsewhere")
            text: guide.said || Tr.t("guide.elsewhereText")
        }
    }
}
