pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** Time, deadline, fee, papers: what people ask first. */
Card {
    id: cells

    property var facts: []
    property int columns: 4
    /** Widths of four in a row: English needs more for the days than for the money. */
    readonly property var shares: columns === 4 && Tr.english ? [230, 288, 236, 230] : []

    function cellWidth(index: int): real {
        return shares.length === 0 ? width / columns : width * shares[index] / 984;
    }

    implicitWidth: Theme.content
    implicitHeight: 172 * Math.ceil(facts.length / columns)

    Grid {
        columns: cells.columns

        Repeater {
            model: cells.facts

            Item {
                id: cell

                required property var modelData
                required property int index

                width: cells.cellWidth(index)
                height: cells.height / Math.ceil(cells.facts.length / cells.columns)

                Rectangle {
                    visible: cell.index % cells.columns > 0
                    y: 30
                    width: 2
                    height: parent.height - 60
                    color: Theme.line
                }

                Column {
                    anchors.centerIn: parent
                    width: parent.width - 16
                    spacing: 2

                    Label {
                        width: parent.width
                        align: Text.AlignHCenter
                        text: cell.modelData.label
                        role: "caption"
                        color: Theme.ink2
                    }

                    Label {
                        width: parent.width
                        align: Text.AlignHCenter
                        text: cell.modelData.value
                        role: "listTitle"
                        size: Theme.elder ? 50 : Tr.english ? 36 : 42
                        color: Theme.a700
                    }

                    // An empty one keeps its line: all cells stand alike.
                    Label {
                        width: parent.width
                        align: Text.AlignHCenter
                        text: cell.modelData.note
                        role: "caption"
                        // What would fall under the floor on one line takes two.
                        lines: natural.width * Theme.floor / size <= width ? 1 : 2
                        room: 72
                        color: Theme.ink2
                    }

                    TextMetrics {
                        id: natural

                        font.family: Theme.sans
                        font.pixelSize: Theme.roles.caption.size
                        text: cell.modelData.note
                    }
                }
            }
        }
    }
}
