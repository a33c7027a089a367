pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The guide in normal type: facts, who, what to bring, how. What a short matter leaves over goes between the blocks. */
Item {
    id: guide

    required property var view
    readonly property bool blocked: view.verdict === "not"
    readonly property string said: view.announcement ?? ""
    readonly property var members: view.members ?? []
    readonly property bool bundle: members.length > 0
    /** What a bundle asks for gives way to what is in its way. */
    readonly property bool brings: !bundle || !(blocked || said)
    readonly property int papers: view.materials.length
    /** Room that the fullest matter (three sentences, four materials) needs and this one does not. */
    readonly property real spare: bundle ? 0 : Math.max(0, 58 * (3 - view.who.length) + 106 * (4 - papers))
    readonly property real gap: 18 + Math.min(26, spare / 8)
    readonly property real paperHeight: 106 + Math.min(18, spare / 12)

    width: 1080
    height: 1920

    Column {
        x: Theme.margin
        y: 396
        width: Theme.content

        FactCells {
            width: parent.width
            facts: guide.view.facts
        }

        GuideSection {
            visible: guide.bundle
            text: Tr.t("guide.members")
            gap: guide.gap + 2
        }

        MembersCard {
            visible: guide.bundle
            members: guide.members
            rowHeight: Math.min(guide.brings ? 78 : 92, (guide.brings ? 408 : 640) / Math.max(1, guide.members.length))
        }

        // Where something is in the way, what is said of it counts more than who may apply.
        GuideSection {
            visible: !(guide.blocked && guide.said) && !guide.bundle
            text: Tr.t("guide.who")
            gap: guide.gap + 2
        }

        WhoCard {
            visible: !(guide.blocked && guide.said) && !guide.bundle
            who: guide.view.who
        }

        GuideSection {
            visible: guide.brings
            text: Tr.t("guide.bring")
            gap: guide.gap
        }

        Card {
            visible: guide.brings
            width: parent.width
            height: guide.paperHeight * guide.papers

            Column {
                width: parent.width

                Repeater {
                    model: guide.view.materials

                    MaterialRow {
                        required property var modelData
                        required property int index

                        height: guide.paperHeight
                        material: modelData
                        last: index === guide.papers - 1
                    }
                }
            }
        }

        Item {
            visible: guide.blocked
            width: 1
            height: guide.gap + 20
        }

        Note {
            visible: guide.blocked
            width: parent.width
            tone: "warn"
            icon: "clock"
            title: Tr.t("guide.verdict.not")
            text: guide.view.reason
        }

        Item {
            visible: guide.said !== ""
            width: 1
            height: guide.gap
        }

        Note {
            objectName: "announcement"
            visible: guide.said !== ""
            width: parent.width
            icon: "bell-ringing"
            title: Tr.t("notices.guide")
            text: guide.said
        }

        GuideSection {
            visible: !guide.blocked && guide.said === "" && !guide.bundle
            text: Tr.t("guide.how")
            gap: guide.gap
        }

        Item {
            visible: !guide.blocked && guide.said === "" && !guide.bundle
            width: 1
            height: 6
        }

        GuidePath {
            visible: !guide.blocked && guide.said === "" && !guide.bundle
            steps: guide.view.steps
        }
    }
}
