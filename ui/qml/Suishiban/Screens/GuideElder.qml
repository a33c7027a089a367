pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The guide in large type: the four facts and what to bring; no more. */
Item {
    id: guide

    /** Where the heading ends. */
    required property real start
    required property var view
    readonly property bool blocked: view.verdict === "not"
    readonly property string said: view.announcement ?? ""
    readonly property bool told: blocked || said !== ""
    readonly property var members: view.members ?? []
    readonly property bool bundle: members.length > 0

    readonly property real rowHeight: Math.min(152, (1556 - bring.y - bring.height - 8) / Math.max(1, view.materials.length))

    width: 1080
    height: 1920

    Note {
        id: reason

        visible: guide.blocked
        x: Theme.margin
        y: facts.y
        width: Theme.content
        height: guide.said === "" ? facts.height : implicitHeight
        tone: "warn"
        icon: "clock"
        title: Tr.t("guide.verdict.not")
        text: guide.view.reason
    }

    Note {
        id: announcement

        objectName: "announcement"
        visible: guide.said !== ""
        x: Theme.margin
        y: facts.y + (guide.blocked ? reason.height + 16 : 0)
        width: Theme.content
        icon: "bell-ringing"
        title: guide.blocked ? "" : Tr.t("notices.guide")
        text: guide.said
    }

    FactCells {
        id: facts

        visible: !guide.told
        x: Theme.margin
        y: guide.start + 32
        columns: 2
        height: guide.said !== "" ? announcement.y + announcement.height - y : guide.blocked ? 260 : 392
        facts: guide.view.facts
    }

    Label {
        id: bring

        x: Theme.margin
        y: facts.y + facts.height + 16
        width: Theme.content
        text: Tr.t(guide.bundle ? "guide.members" : "guide.bring")
        role: "section"
        Accessible.role: Accessible.Heading
    }

    MembersCard {
        visible: guide.bundle
        x: Theme.margin
        y: bring.y + bring.height + 8
        members: guide.members
        rowHeight: Math.min(104, (1556 - y - 16) / Math.max(1, guide.members.length))
    }

    Card {
        visible: !guide.bundle
        x: Theme.margin
        y: bring.y + bring.height + 8
        width: Theme.content
        height: guide.rowHeight * Math.max(1, guide.view.materials.length)

        Column {
            width: parent.width

            Repeater {
                model: guide.view.materials

                MaterialRow {
                    required property var modelData
                    required property int index

                    height: guide.rowHeight
                    material: modelData
                    last: index === guide.view.materials.length - 1
                }
            }
        }
    }
}
