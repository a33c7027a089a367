pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* One paper at a time under the camera. view (ui/views/materials.py MaterialsView):
*   slot, name, title, text, reason: string, pages: [{index, title, status, retake, url}], current, currentText: string,
*   working, canCapture, canFinish, deferrable, cameraDown: bool, deferBy: "" | "defer_material" | "open_promise",
*   deferTitle, deferText, moreTitle, moreText: string, promise: [what MaterialPromise shows] or [],
*   troubleTitle, troubleText: string, troubleTone: "" | "warn" | "err".
* live (the camera, several times a second): {url: string, corners: [[x, y]] (4 or none, shares of the picture),
*   glare: [x, y, w, h] or [], chips: [{text, tone: "ok" | "warn" | "wait"}], ready: bool, trouble, notice: string,
*   noticeTone: "info" | "ok" | "warn", progress: 0 … 1 of the countdown to the shot or negative, taken, again: bool}.
* intents: capture {}, discard_page {slot, index}, pages_finished {slot}, defer_material {slot}, open_promise {slot},
* promise_material {slot}, back {}. The bridge shoots by itself when all checks have been green for a while.
*/
KioskScreen {
    id: materials

    readonly property var seen: live ?? ({})
    readonly property var glare: seen.glare ?? []
    readonly property bool blind: view.cameraDown || (seen.trouble ?? "") !== ""
    readonly property string notice: blind || view.working || troubled ? "" : (seen.notice ?? "")
    /** A refusal is said until the picture has been good for a while, or the page that it was about is gone. */
    readonly property bool troubled: !blind && view.troubleTitle !== "" && !outlived
    property bool outlived: false
    readonly property bool deskEmpty: (seen.url ?? "") !== "" && (seen.corners ?? []).length === 0
    readonly property real underHeading: reason.visible ? reason.y + reason.height : heading.bottomY
    readonly property real cameraY: Theme.elder || reason.visible ? underHeading + 20 : 552
    readonly property real tilesY: Theme.actionY - 42 - tiles.height

    onViewChanged: {
        if (view.troubleTitle === "")
            outlived = false;
    }

    Timer {
        interval: Theme.goodAgain
        running: materials.troubled && (materials.seen.ready === true || materials.deskEmpty)
        onTriggered: materials.outlived = true
    }

    readonly property bool promising: (view.promise ?? []).length > 0

    Item {
        visible: !materials.promising
        width: 1080
        height: 1920

        Heading {
            id: heading

            title: materials.blind ? Tr.t("materials.titleBlind") : materials.view.title
            text: Theme.elder ? "" : materials.blind ? materials.view.name : materials.view.text
        }

        Label {
            id: reason

            objectName: "reason"
            visible: !materials.blind && text !== ""
            x: Theme.margin
            y: heading.bottomY + 4
            width: Theme.content
            role: "small"
            size: Theme.elder ? 38 : 32
            fit: false
            lines: 2
            // Whole words: what does not fit is in the case, which the citizen comes from.
            text: short.elidedText.replace(/\s+[\x21-\x7e]*…$/, "…")

            TextMetrics {
                id: short

                font.family: Theme.sans
                font.pixelSize: reason.size
                text: materials.view.reason ?? ""
                elide: Text.ElideRight
                elideWidth: 2 * reason.width - 160
            }
        }

        CameraView {
            id: camera

            x: Theme.margin
            y: materials.cameraY
            width: Theme.content
            height: chips.y - y - Theme.gutter + 4
            name: Tr.t("materials.camera")
            liveText: materials.blind ? "" : Tr.t("materials.live")
            source: materials.blind ? "" : (materials.seen.url ?? "")
            corners: materials.blind ? [] : (materials.seen.corners ?? [])
            cornersOk: materials.seen.ready === true
            callout: materials.blind || materials.glare.length !== 4 ? null : {
                x: materials.glare[0],
                y: materials.glare[1],
                w: materials.glare[2],
                h: materials.glare[3],
                text: Tr.t("materials.glare")
            }
        }

        Note {
            visible: materials.blind
            x: Theme.margin + 48
            width: Theme.content - 96
            anchors.verticalCenter: camera.verticalCenter
            tone: "warn"
            icon: "camera"
            title: (materials.seen.trouble ?? "") || materials.view.troubleTitle
            text: materials.view.deferrable ? Tr.t("materials.blindDefer") : Tr.t("materials.blind")
        }

        Note {
            visible: materials.troubled
            x: Theme.margin + 24
            width: Theme.content - 48
            // In reach mode the camera's lower edge lies in the other half.
            y: Theme.reachShift > 0 ? camera.y + 104 : camera.y + camera.height - height - 24
            tone: materials.view.troubleTone
            title: materials.view.troubleTitle
            text: materials.view.troubleText
        }

        Rectangle {
            id: notice

            readonly property real progress: materials.seen.progress ?? -1
            readonly property color tint: Theme.tone(materials.seen.noticeTone ?? "info").text

            objectName: "shotNotice"
            visible: materials.notice !== ""
            anchors.horizontalCenter: camera.horizontalCenter
            // In reach mode the camera's lower edge lies in the other half.
            y: Theme.reachShift > 0 ? camera.y + 104 : camera.y + camera.height - height - 24
            width: Math.min(Theme.content - 48, said.implicitWidth + 76 + 72)
            height: Theme.elder ? 116 : 96
            radius: 24
            color: Theme.tone(materials.seen.noticeTone ?? "info").soft
            border.width: 3
            border.color: tint
            Accessible.role: Accessible.StaticText
            Accessible.name: materials.notice

            Icon {
                x: 32
                y: (Theme.elder ? 52 : 42) - height / 2
                name: notice.progress >= 0 ? "camera" : materials.seen.noticeTone === "ok" ? "check-circle" : materials.seen.noticeTone === "warn" ? "warning" : "hand-pointing"
                fill: true
                size: 48
                color: notice.tint
            }

            Label {
                id: said

                x: 100
                width: parent.width - x - 32
                height: Theme.elder ? 104 : 84
                text: materials.notice
                role: "bodyBold"
                size: Theme.elder ? 46 : 38
                color: notice.tint
                Accessible.ignored: true
            }

            Rectangle {
                visible: notice.progress >= 0
                x: 32
                y: parent.height - 20
                width: (parent.width - 64) * Math.max(0, notice.progress)
                height: 8
                radius: 4
                color: Theme.m600
            }
        }

        Stable {
            id: checks

            source: (materials.seen.chips ?? []).map(chip => ({
                        text: chip.text,
                        state: chip.tone
                    }))
        }

        QualityChips {
            id: chips

            // Once all are taken nothing more is asked for.
            visible: !materials.blind && !(materials.deskEmpty && materials.view.current === "")
            x: Theme.margin
            y: materials.tilesY - Theme.gutter - boxHeight
            boxHeight: Theme.elder ? 96 : 84
            checks: checks.value
        }

        PageTiles {
            id: tiles

            y: materials.tilesY
            view: materials.view
            onDiscard: index => materials.intent("discard_page", {
                    slot: materials.view.slot,
                    index: index
                })
            onDefer: materials.intent(materials.view.deferBy, {
                slot: materials.view.slot
            })
        }

        ActionBar {
            text: materials.seen.again === true ? Tr.t("materials.anyway") : Tr.t("materials.capture")
            icon: "camera"
            primaryEnabled: materials.view.canCapture && !materials.blind
            loading: materials.view.working
            loadingText: Tr.t("materials.capturing")
            secondaryText: Tr.t("materials.finish")
            secondaryIcon: "check"
            secondaryEnabled: materials.view.canFinish
            onPrimary: materials.intent("capture", {})
            onSecondary: materials.intent("pages_finished", {
                slot: materials.view.slot
            })
        }
    }

    Loader {
        active: materials.promising
        width: 1080
        height: 1920

        sourceComponent: MaterialPromise {
            view: materials.view.promise[0]
            onAgreed: materials.intent("promise_material", {
                slot: materials.view.slot
            })
            onLater: materials.intent("defer_material", {
                slot: materials.view.slot
            })
            onBack: materials.intent("back", {})
        }
    }
}
