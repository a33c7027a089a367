import QtQuick
import Suishiban.Theme

/** Shows veiled values while it is held, five seconds at most; a key press or a screen reader gets the five seconds. */
Button {
    id: hold

    property bool showing: false
    property bool touched: false

    function veil(): void {
        hold.showing = false;
        clock.stop();
    }

    function unveil(): void {
        hold.showing = true;
        clock.restart();
    }

    objectName: "holdToShow"
    implicitWidth: Tr.english ? 300 : 264
    implicitHeight: 96
    kind: "quiet"
    icon: showing ? "eye" : "eye-slash"
    labelSize: Theme.elder ? 42 : 34
    iconSize: Theme.elder ? 52 : 42
    text: showing ? Tr.t("form.holding") : Tr.t("form.hold")
    onDownChanged: {
        if (down) {
            touched = true;
            unveil();
        } else {
            veil();
            Qt.callLater(() => hold.touched = false);
        }
    }
    onTapped: {
        if (!touched)
            unveil();
    }
    onVisibleChanged: veil()

    Timer {
        id: clock

        interval: Theme.unveiled
        onTriggered: hold.veil()
    }
}
