pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme

/** Five faces, best first; one tap rates, nothing is chosen before. score: 0 while unrated, else 1–5. */
Row {
    id: rating

    signal rated(int score)

    property int score: 0
    readonly property var tones: ["err", "warn", "info", "ok", "ok"]

    width: Theme.content
    spacing: Theme.gutter

    Repeater {
        model: [5, 4, 3, 2, 1]

        Pressable {
            id: tile

            required property int modelData
            readonly property bool chosen: rating.score === modelData
            readonly property var colours: Theme.tone(rating.tones[modelData - 1])

            objectName: "rate" + modelData
            width: (rating.width - 4 * rating.spacing) / 5
            height: 232
            radius: Theme.radius
            radio: true
            checkable: true
            checked: chosen
            held: chosen
            enabled: rating.score === 0 || chosen
            active: enabled
            raised: true
            name: Tr.t("rating." + modelData)
            face: Theme.surface
            edge: Theme.lineStrong
            edgeWidth: chosen ? 5 : 2
            pressedFace: colours.soft
            pressedEdge: colours.text
            onTapped: {
                if (!chosen) {
                    rating.rated(modelData);
                }
            }

            Face {
                anchors.horizontalCenter: parent.horizontalCenter
                y: 36
                score: tile.modelData
            }

            Label {
                x: 6
                y: 142
                width: parent.width - 12
                height: 52
                align: Text.AlignHCenter
                text: tile.name
                role: "captionBold"
                size: 32
                lines: Tr.english ? 2 : 1
                Accessible.ignored: true
            }
        }
    }
}
