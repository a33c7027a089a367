pragma ComponentBehavior: Bound
import QtQuick

/** The development dock: how each device stands, its knobs, and a question to it. `model` is ui/devdock/dock.py's Dock. */
Rectangle {
    id: dock

    property var model: null
    readonly property var groups: model ? JSON.parse(model.groupsText) : []
    readonly property var news: model ? JSON.parse(model.newsText) : ({})
    /** Keys of the groups whose knobs are shown; null until somebody has folded one. */
    property var unfolded: null
    /** The device whose wire is spoiled. */
    property string wire: "id_card_reader"

    readonly property color ink: "#F0F5F9"
    readonly property color faint: "#9FB3C6"
    readonly property color title: "#9CCBF2"
    readonly property var tones: ({
            good: "#3CC28F",
            care: "#F4C76B",
            down: "#FF7A66"
        })

    function isUnfolded(group: var): bool {
        return dock.unfolded ? dock.unfolded.indexOf(group.key) >= 0 : group.opened;
    }

    function fold(group: var): void {
        const open = dock.groups.filter(each => dock.isUnfolded(each)).map(each => each.key);
        const at = open.indexOf(group.key);
        if (at >= 0)
            open.splice(at, 1);
        else
            open.push(group.key);
        dock.unfolded = open;
    }

    /** What the bench says of `place` (dots lead inside) of a device; undefined where there is nothing. */
    function at(device: string, place: string): var {
        let found = (dock.news.state ?? ({}))[device === "@wire" ? dock.wire : device];
        for (const key of place.split("."))
            found = found?.[key];
        return found;
    }

    function isLit(device: string, lit: var): bool {
        if (lit.length !== 2)
            return false;
        const found = dock.at(device, lit[0]);
        return Array.isArray(found) ? found.indexOf(lit[1]) >= 0 : found === lit[1];
    }

    function noteOf(group: var): string {
        return group.notes.map(place => {
            const found = dock.at(group.device, place);
            const said = found === undefined || found === null || found === "" ? "–" : Array.isArray(found) ? (found.join(", ") || "–") : typeof found === "number" ? String(Math.round(found * 100) / 100) : String(found);
            return place + "\u00a0" + said;
        }).join("  ·  ");
    }

    function turn(turns: var): void {
        dock.model.turn(JSON.stringify(turns).replace(/"@wire"/g, JSON.stringify(dock.wire)));
    }

    /** A kiosk's upright window is taller than most desks' screens: beside the dock it is made as tall as the screen. */
    function fitScreen(): void {
        const window = dock.Window.window;
        if (!window || window.visibility !== Window.Windowed || window.width <= dock.width)
            return;
        const height = Math.min(1920, dock.Screen.desktopAvailableHeight);
        window.width = Math.min(dock.Screen.desktopAvailableWidth, Math.round(1080 * height / 1920) + dock.width);
        window.height = height;
    }

    width: 400
    color: "#1B2A39"
    onParentChanged: Qt.callLater(dock.fitScreen)

    component Push: Rectangle {
        id: push

        property string text
        property bool lit: false
        property color tint: "#2C4054"

        signal pressed

        width: 182
        height: 40
        radius: 8
        color: press.pressed ? "#4B6C8C" : lit ? "#1E7C64" : tint
        Accessible.role: Accessible.Button
        Accessible.name: text

        Text {
            anchors.centerIn: parent
            width: parent.width - 12
            horizontalAlignment: Text.AlignHCenter
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 11
            elide: Text.ElideRight
            text: push.text
            color: dock.ink
            font.pixelSize: 16
        }

        MouseArea {
            id: press

            anchors.fill: parent
            onClicked: push.pressed()
        }
    }

    component Device: Column {
        id: device

        required property var modelData
        readonly property var standing: (dock.news.standing ?? ({}))[modelData.wires.length > 0 ? dock.wire : modelData.key]
        readonly property bool unfolded: dock.isUnfolded(modelData)
        readonly property bool trying: (dock.news.trying ?? []).indexOf(modelData.key) >= 0
        readonly property string told: (dock.news.tried ?? ({}))[modelData.key] ?? ""

        width: parent ? parent.width : 0
        spacing: 6

        Item {
            width: parent.width
            height: 30
            Accessible.role: Accessible.Button
            Accessible.name: device.modelData.title

            Rectangle {
                id: dot

                anchors.verticalCenter: parent.verticalCenter
                width: 12
                height: 12
                radius: 6
                color: device.standing ? dock.tones[device.standing.tone] : "transparent"
                border.width: device.standing ? 0 : 1
                border.color: dock.faint
            }

            Text {
                anchors.left: dot.right
                anchors.leftMargin: 10
                anchors.right: chevron.left
                anchors.verticalCenter: parent.verticalCenter
                elide: Text.ElideRight
                text: device.modelData.title
                color: dock.title
                font.pixelSize: 18
            }

            Text {
                id: chevron

                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                text: device.unfolded ? "收起 −" : "展开 +"
                color: dock.faint
                font.pixelSize: 14
            }

            MouseArea {
                anchors.fill: parent
                onClicked: dock.fold(device.modelData)
            }
        }

        Column {
            visible: device.standing !== undefined || device.unfolded
            width: parent.width
            // Room for trouble, so that no knob moves away from under a hand when it begins.
            height: device.unfolded && device.standing ? Math.max(implicitHeight, 60) : implicitHeight
            spacing: 4

            Text {
                visible: device.standing !== undefined
                width: parent.width
                wrapMode: Text.Wrap
                text: device.standing ? device.standing.line : ""
                color: device.standing && device.standing.tone !== "good" ? dock.tones[device.standing.tone] : dock.faint
                font.pixelSize: 14
            }

            Text {
                visible: device.unfolded && text !== ""
                width: parent.width
                wrapMode: Text.Wrap
                text: dock.noteOf(device.modelData)
                color: dock.faint
                font.pixelSize: 14
            }
        }

        Flow {
            visible: device.unfolded && device.modelData.wires.length > 0
            width: parent.width
            spacing: 8

            Repeater {
                model: device.modelData.wires

                Push {
                    required property string modelData

                    tint: "#3A3350"
                    text: modelData
                    lit: dock.wire === modelData
                    onPressed: dock.wire = modelData
                }
            }
        }

        Rectangle {
            visible: device.unfolded && device.modelData.wires.length > 0
            width: parent.width
            height: 1
            color: "#33485C"
        }

        Flow {
            visible: device.unfolded
            width: parent.width
            spacing: 8

            Repeater {
                model: device.modelData.people ? (dock.news.people ?? []).length : 0

                Push {
                    required property int index
                    readonly property var person: (dock.news.people ?? [])[index] ?? ({})

                    text: person.name ? person.key + " " + person.name : person.key ?? ""
                    lit: dock.at(device.modelData.device, "card") === person.key
                    onPressed: dock.turn([
                        {
                            device: device.modelData.device,
                            do: "place",
                            args: {
                                card: person.key
                            }
                        }
                    ])
                }
            }

            Repeater {
                model: device.modelData.knobs

                Push {
                    required property var modelData

                    text: lit && modelData.back.length > 0 ? modelData.backText : modelData.text
                    lit: dock.isLit(device.modelData.device, modelData.lit)
                    onPressed: dock.turn(lit && modelData.back.length > 0 ? modelData.back : modelData.turns)
                }
            }
        }

        Push {
            visible: device.unfolded && device.modelData.trial !== ""
            width: parent.width
            tint: "#375A86"
            text: device.trying ? "不问了 stop asking" : device.modelData.trial
            onPressed: dock.model.tryOut(device.modelData.key)
        }

        Text {
            visible: device.unfolded && (device.modelData.trial !== "" || text !== "")
            width: parent.width
            // Three lines are kept for the answer: what stands below must not move away from under a hand when it comes.
            height: Math.max(implicitHeight, 3 * 21)
            wrapMode: Text.Wrap
            text: device.told
            color: "#F4C76B"
            font.pixelSize: 15
            Accessible.name: text
        }

        Rectangle {
            width: parent.width
            height: 1
            color: "#33485C"
        }
    }

    Column {
        id: head

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: 14
        spacing: 6

        Text {
            text: "开发面板 · 模拟硬件"
            color: "#F4C76B"
            font.pixelSize: 22
            font.bold: true
        }

        Text {
            width: parent.width
            // Two lines are kept: a knob that is refused moves none of the others.
            height: Math.max(implicitHeight, 2 * 24)
            wrapMode: Text.Wrap
            text: dock.news.said ?? ""
            color: "#FFB4A6"
            font.pixelSize: 16
        }
    }

    Flickable {
        id: rest

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: head.bottom
        anchors.bottom: parent.bottom
        anchors.margins: 14
        contentHeight: column.height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        Column {
            id: column

            width: parent.width
            spacing: 10

            Repeater {
                model: dock.groups

                Device {}
            }
        }
    }

    Rectangle {
        anchors.right: parent.right
        anchors.rightMargin: 4
        y: rest.y + rest.visibleArea.yPosition * rest.height
        visible: rest.visibleArea.heightRatio < 1
        width: 5
        height: rest.visibleArea.heightRatio * rest.height
        radius: 2
        color: "#4B6C8C"
    }
}
