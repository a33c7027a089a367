pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme

/** The kiosk from the front with one part marked. part: "id" | "camera" | "doc" | "printer" | "receipt" | "qr". */
Item {
    id: map

    property string part: "id"
    /** Where the parts are on a 220×300 drawing; a machine's model file may replace it. */
    property var places: ({
            id: [128, 208, 34, 26],
            camera: [96, 8, 18, 18],
            doc: [70, 204, 46, 26],
            printer: [42, 246, 112, 18],
            receipt: [36, 206, 40, 14],
            qr: [80, 208, 26, 20]
        })
    readonly property var mark: places[part] ?? places.id

    implicitWidth: 220
    implicitHeight: 300
    Accessible.role: Accessible.Graphic
    Accessible.name: Tr.t("map." + part)

    Rectangle {
        x: 36
        y: 2
        width: 138
        height: 292
        radius: 14
        color: Theme.surface
        border.width: 3
        border.color: Theme.lineStrong
    }

    Rectangle {
        x: 12
        y: 286
        width: 184
        height: 14
        radius: 6
        color: Theme.lineStrong
    }

    Rectangle {
        x: 97
        y: 8
        width: 14
        height: 14
        radius: 7
        color: Theme.line
    }

    Rectangle {
        x: 48
        y: 28
        width: 112
        height: 166
        radius: 4
        color: Theme.a100
        border.width: 2
        border.color: Theme.a200

        Rectangle {
            x: 2
            y: 124
            width: parent.width - 4
            height: 40
            color: Theme.a200
        }
    }

    Repeater {
        model: [[50, 208, 34, 10], [92, 206, 24, 16], [54, 248, 100, 12]]

        Rectangle {
            required property var modelData

            x: modelData[0]
            y: modelData[1]
            width: modelData[2]
            height: modelData[3]
            radius: 5
            color: Theme.line
        }
    }

    Repeater {
        model: [14, 7, 0]

        Rectangle {
            required property int modelData

            x: map.mark[0] - modelData
            y: map.mark[1] - modelData
            width: map.mark[2] + 2 * modelData
            height: map.mark[3] + 2 * modelData
            radius: 4 + modelData
            color: modelData === 0 ? Theme.a700 : modelData === 7 ? Theme.surface : "transparent"
            border.width: modelData === 0 ? 0 : 3
            border.color: modelData === 7 ? Theme.a700 : Theme.a200
        }
    }
}
