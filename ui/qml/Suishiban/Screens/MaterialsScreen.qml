pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* One paper at a time under the camera. view (ui/views/materials.py MaterialsView):
*   slot, name, title, text: string, pages: [{index, title, status, retake, url}], current, currentText: string,
*   working, canCapture, canFinish, deferrable, cameraDown: bool, deferTitle, deferText, moreTitle, moreText: string,
*   troubleTitle, troubleText: string, troubleTone: "" | "warn" | "err".
* live (the camera, several times a second): {url: string, corners: [[x, y]] (4 or none, shares of the picture),
*   glare: [x, y, w, h] or [], chips: [{text, tone: "ok" | "warn"}], ready: bool, trouble: string}.
* intents: capture {}, discard_page {slot, index}, pages_finished {slot}, defer_material {slot}. The bridge shoots by itself
* when all checks have been green for a while.
*/
KioskScreen {
    id: materials

    readonly property var seen: live ?? ({})
    readonly property var glare: seen.glare ?? []
    readonly property bool blind: view.cameraDown || (seen.trouble ?? "") !== ""
    readonly property real cameraY: Theme.elder ? heading.bottomY + 20 : 552
    readonly property real tilesY: Theme.actionY - 42 - tiles.height

    Heading {
        id: heading

        title: materials.view.title
        text: Theme.elder ? "" : materials.view.text
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
        visible: !materials.blind && materials.view.troubleTitle !== ""
        x: Theme.margin + 24
        width: Theme.content - 48
        y: camera.y + camera.height - height - 24
        tone: materials.view.troubleTone
        title: materials.view.troubleTitle
        text: materials.view.troubleText
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

        visible: !materials.blind
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
        onDefer: materials.intent("defer_material", {
            slot: materials.view.slot
        })
    }

    ActionBar {
        text: Tr.t("materials.capture")
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
