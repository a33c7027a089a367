pragma ComponentBehavior: Bound
import QtQuick

/** The development dock: cards, papers, paper, network, money. `model` is ui/devdock/dock.py's Dock. */
Rectangle {
    id: dock

    property var model: null
    readonly property var devices: model ? model.state : ({})

    function stateOf(device: string, key: string): string {
        const found = (dock.devices ?? ({}))[device];
        return found && found[key] !== undefined && found[key] !== null ? String(found[key]) : "";
    }

    width: 380
    color: "#1B2A39"

    component Knob: Rectangle {
        id: knob

        property string text
        property string device
        property string action
        property var args: ({})
        property bool lit: false

        width: 172
        height: 44
        radius: 8
        color: press.pressed ? "#4B6C8C" : lit ? "#1E7C64" : "#2C4054"
        Accessible.role: Accessible.Button
        Accessible.name: text

        Text {
            anchors.centerIn: parent
            width: parent.width - 12
            horizontalAlignment: Text.AlignHCenter
            elide: Text.ElideRight
            text: knob.text
            color: "#F0F5F9"
            font.pixelSize: 17
        }

        MouseArea {
            id: press

            anchors.fill: parent
            onClicked: dock.model.send(knob.device, knob.action, knob.args)
        }
    }

    component Group: Column {
        id: group

        property string title
        property string note
        default property alias knobs: flow.children

        width: parent ? parent.width : 0
        spacing: 6

        Text {
            width: parent.width
            text: group.note === "" ? group.title : group.title + "  ·  " + group.note
            color: "#9CCBF2"
            font.pixelSize: 17
            elide: Text.ElideRight
        }

        Flow {
            id: flow

            width: parent.width
            spacing: 8
        }
    }

    Flickable {
        anchors.fill: parent
        anchors.margins: 14
        contentHeight: column.height
        clip: true

        Column {
            id: column

            width: parent.width
            spacing: 14

            Text {
                text: "开发面板 · 模拟硬件"
                color: "#F4C76B"
                font.pixelSize: 22
                font.bold: true
            }

            Group {
                title: "身份证 ID card"
                note: dock.stateOf("id_card_reader", "card")

                Repeater {
                    model: dock.model ? dock.model.people : []

                    Knob {
                        required property var modelData

                        text: modelData.name ? modelData.key + " " + modelData.name : modelData.key
                        device: "id_card_reader"
                        action: "place"
                        args: ({
                                card: modelData.key
                            })
                        lit: dock.stateOf("id_card_reader", "card") === modelData.key
                    }
                }

                Knob {
                    text: "拿走 lift"
                    device: "id_card_reader"
                    action: "lift"
                }

                Knob {
                    text: "读到一半拿走"
                    device: "id_card_reader"
                    action: "lift_during_read"
                    args: ({
                            after_bytes: 400
                        })
                }

                Knob {
                    text: "拔掉 unplug"
                    device: "id_card_reader"
                    action: "unplug"
                }

                Knob {
                    text: "插上 replug"
                    device: "id_card_reader"
                    action: "replug"
                }

                Knob {
                    text: "自检失败"
                    device: "id_card_reader"
                    action: "self_test_failed"
                    lit: dock.stateOf("id_card_reader", "refusal") === "self_test_failed"
                }

                Knob {
                    text: "恢复正常"
                    device: "id_card_reader"
                    action: "healthy"
                }
            }

            Group {
                title: "拍摄台 camera"
                note: dock.stateOf("document_camera", "page")

                Repeater {
                    model: ["contract-1", "contract-2"]

                    Knob {
                        required property string modelData

                        text: modelData
                        device: "document_camera"
                        action: "lay"
                        args: ({
                                page: modelData,
                                angle: 3
                            })
                        lit: dock.stateOf("document_camera", "page") === modelData
                    }
                }

                Knob {
                    text: "拿走材料 clear"
                    device: "document_camera"
                    action: "clear"
                }
            }

            Group {
                title: "画面毛病 what is wrong with the picture"

                Repeater {
                    model: ["blur", "glare", "cut", "dark", "black", "stall", "freeze", "half_jpeg", "unplug", "replug", "reset"]

                    Knob {
                        required property string modelData

                        text: modelData
                        device: "document_camera"
                        action: modelData
                    }
                }
            }

            Group {
                title: "人脸摄像头 face camera"
                note: dock.stateOf("face_camera", "faces")

                Repeater {
                    model: [1, 2, 3]

                    Knob {
                        required property int modelData

                        text: "stand " + modelData
                        device: "face_camera"
                        action: "stand"
                        args: ({
                                faces: modelData
                            })
                        lit: dock.stateOf("face_camera", "faces") === String(modelData)
                    }
                }

                Repeater {
                    model: ["leave", "moving", "behind", "stall", "freeze", "black", "unplug", "replug", "reset"]

                    Knob {
                        required property string modelData

                        text: modelData
                        device: "face_camera"
                        action: modelData
                    }
                }
            }

            Group {
                title: "付款 payment"
                note: dock.stateOf("payment", "paid_fen")

                Repeater {
                    model: ["pay", "pending", "fail", "cut", "restore"]

                    Knob {
                        required property string modelData

                        text: modelData
                        device: "payment"
                        action: modelData
                    }
                }
            }

            Group {
                title: "网络 network"
                note: dock.stateOf("network", "cut") === "true" ? "断 cut" : "通 up"

                Repeater {
                    model: ["cut", "restore", "lose_answers"]

                    Knob {
                        required property string modelData

                        text: modelData
                        device: "network"
                        action: modelData
                        args: modelData === "lose_answers" ? ({
                                count: 2
                            }) : ({})
                    }
                }
            }

            Group {
                title: "回执打印机 receipts"
                note: dock.stateOf("receipt_printer", "paper")

                Repeater {
                    model: ["load_paper", "empty_paper", "cover_open", "cover_close", "unplug", "replug", "take_paper"]

                    Knob {
                        required property string modelData

                        text: modelData
                        device: "receipt_printer"
                        action: modelData
                    }
                }
            }

            Group {
                title: "A4 打印机"
                note: dock.stateOf("document_printer", "reasons")

                Repeater {
                    model: ["load_paper", "empty_paper", "jam", "clear", "unplug", "replug", "take_paper"]

                    Knob {
                        required property string modelData

                        text: modelData === "clear" ? "clear jam" : modelData
                        device: "document_printer"
                        action: modelData
                    }
                }
            }

            Text {
                width: parent.width
                wrapMode: Text.Wrap
                text: dock.model ? dock.model.said : ""
                color: "#FFB4A6"
                font.pixelSize: 17
            }
        }
    }
}
