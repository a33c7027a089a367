pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** Guesses from the matter index, where the keyboard's own would be. The first is the best one. */
Rectangle {
    id: bar

    signal chosen(string text)
    signal more

    property var candidates: []
    property bool hasMore: false

    /** Where the last guess must end; one that does not fit whole is not shown. */
    readonly property real room: width - 34 - (hasMore ? 24 + 184 + 12 : 24)

    width: 1080
    height: 112
    color: Theme.surface

    Rectangle {
        width: parent.width
        height: 2
        color: Theme.lineStrong
        opacity: 0.6
    }

    Row {
        x: 34
        y: 8

        Repeater {
            model: bar.candidates

            Item {
                id: guess

                required property string modelData
                required property int index
                readonly property bool best: index === 0
                readonly property bool fits: x + width <= bar.room

                objectName: "candidate-" + index
                width: Math.max(96, word.width + 44) + 12
                height: 96
                opacity: fits ? 1 : 0
                enabled: fits
                activeFocusOnTab: fits
                Accessible.role: Accessible.Button
                Accessible.name: modelData
                Accessible.focusable: true
                Accessible.onPressAction: bar.chosen(modelData)
                Keys.onReturnPressed: bar.chosen(modelData)
                Keys.onSpacePressed: bar.chosen(modelData)

                TapHandler {
                    id: tap

                    gesturePolicy: TapHandler.ReleaseWithinBounds
                    onTapped: bar.chosen(guess.modelData)
                }

                Rectangle {
                    visible: guess.best || tap.pressed
                    y: 4
                    width: parent.width - 12
                    height: parent.height - 8
                    radius: 14
                    color: Theme.a100
                }

                Rectangle {
                    visible: guess.index > 0
                    x: -7
                    y: 26
                    width: 2
                    height: 44
                    color: Theme.line
                }

                Label {
                    id: word

                    x: 22
                    width: Math.min(implicitWidth, 300)
                    height: parent.height
                    text: guess.modelData
                    role: "listTitle"
                    size: 42
                    bold: guess.best
                    color: guess.best ? Theme.a700 : Theme.ink
                    Accessible.ignored: true
                }

                FocusRing {
                    shown: guess.activeFocus
                }
            }
        }
    }

    Button {
        objectName: "moreResults"
        visible: bar.hasMore
        anchors.right: parent.right
        anchors.rightMargin: 24
        y: 8
        width: 184
        height: 96
        text: Tr.t("search.next")
        labelSize: 34
        onTapped: bar.more()
    }
}
