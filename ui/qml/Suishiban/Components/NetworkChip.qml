import QtQuick
import Suishiban.Theme

/** state: "online" | "offline" (still works here) | "down". The icon differs each time. */
Chip {
    property string network: "online"

    pill: true
    iconFill: false
    size: 28
    tone: network === "online" ? "ok" : "warn"
    icon: network === "online" ? "wifi-high" : network === "offline" ? "cloud-slash" : "prohibit"
    text: Tr.t("network." + network)
    objectName: "networkChip"
}
