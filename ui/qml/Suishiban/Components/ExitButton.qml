import QtQuick
import Suishiban.Theme

/** Leave and erase. With `home` it is no button but the promise that nothing is kept. */
Item {
    id: exit

    signal tapped

    property int secondsLeft: 90
    property int total: 90
    property bool home: false
    property bool locked: false
    readonly property bool urgent: !home && secondsLeft <= 30

    implicitWidth: 372
    implicitHeight: 104

    Rectangle {
        visible: exit.home
        y: 3
        width: parent.width
        height: parent.height - 6
        radius: Theme.radius
        color: Theme.inset
        border.width: 2
        border.color: Theme.line
        Accessible.role: Accessible.StaticText
        Accessible.name: Tr.t("footer.promise")
        Accessible.ignored: !exit.home

        Icon {
            id: shield

            x: 24
            anchors.verticalCenter: parent.verticalCenter
            name: "shield-check"
            fill: true
            size: Theme.elder ? 48 : 38
            color: Theme.m700
        }

        Label {
            x: shield.x + shield.width + 12
            width: parent.width - x - 14
            height: parent.height
            align: Text.AlignHCenter
            text: Theme.elder ? Tr.t("footer.promiseShort") : Tr.t("footer.promise")
            role: "captionBold"
            color: Theme.m700
            Accessible.ignored: true
        }
    }

    Pressable {
        objectName: "exitButton"
        visible: !exit.home
        enabled: !exit.locked
        anchors.fill: parent
        name: Tr.t("footer.exit")
        edge: !enabled ? Theme.line : exit.urgent ? Theme.g700 : Theme.lineStrong
        face: !enabled ? "transparent" : exit.urgent ? Theme.g50 : Theme.surface
        onTapped: exit.tapped()

        Icon {
            x: Theme.elder ? 36 : 20
            y: (parent.height - size) / 2 - 5
            name: "sign-out"
            size: 42
            color: exit.locked ? Theme.ink3 : Theme.ink
        }

        Label {
            x: Theme.elder ? 98 : 74
            y: Theme.elder ? 0 : 4
            width: parent.width - x - 14
            height: Theme.elder ? parent.height - 12 : 44
            text: Theme.elder ? Tr.t("footer.exitShort") : Tr.t("footer.exit")
            role: "tile"
            color: exit.locked ? Theme.ink3 : Theme.ink
            Accessible.ignored: true
        }

        Label {
            visible: !Theme.elder
            x: 74
            y: 44
            width: parent.width - x - 16
            height: 38
            text: exit.locked ? Tr.t("footer.locked") : Tr.t("footer.idle", {
                seconds: exit.secondsLeft
            })
            role: "step"
            bold: exit.urgent
            color: exit.locked ? Theme.ink3 : exit.urgent ? Theme.g700 : Theme.ink2
            Accessible.ignored: true
        }

        Rectangle {
            visible: !exit.locked
            x: 14
            y: parent.height - 14
            width: parent.width - 28
            height: Theme.elder ? 8 : 6
            radius: height / 2
            color: exit.urgent ? Theme.g100 : Theme.line

            Rectangle {
                width: parent.width * Math.max(0, Math.min(1, exit.secondsLeft / Math.max(1, exit.total)))
                height: parent.height
                radius: height / 2
                color: exit.urgent ? Theme.g500 : Theme.a600
            }
        }
    }
}
