pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The guide in large type: the four facts and what to bring; no more. */
Item {
    id: guide

    required property var view

    width: 1080
    height: 1920

    FactCells {
        id: facts

        x: Theme.margin
        y: 560
        columns: 2
        height: 392
        facts: guide.view.facts
    }

    Label {
        id: bring

        x: Theme.margin
        y: 968
        width: Theme.content
        text: Tr.t("guide.bring")
        role: "section"
        Accessible.role: Accessible.Heading
    }

    Card {
        x: Theme.margin
        y: 1050
        width: Theme.content
        height: 128 * Math.max(1, guide.view.materials.length)

        Column {
            width: parent.width

            Repeater {
                model: guide.view.materials

                MaterialRow {
                    required property var modelData
                    required property int index

                    height: 128
                    material: modelData
                    last: index === guide.view.materials.length - 1
                }
            }
        }
    }
}
