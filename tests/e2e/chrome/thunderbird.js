// Functions that run inside Thunderbird, in its chrome context; thunderbird.py calls them.

const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const { setTimeout } = ChromeUtils.importESModule("resource://gre/modules/Timer.sys.mjs");

async function until(what, condition) {
  for (let tries = 0; tries < 600; tries++) {
    const value = condition();
    if (value) {
      return value;
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain for ${what}`);
}

function localFolder(name) {
  return MailServices.accounts.localFoldersServer.rootFolder.getChildNamed(name);
}

async function mailPane() {
  return until("the main window", () => {
    const pane = Services.wm.getMostRecentWindow("mail:3pane")?.gTabmail?.currentAbout3Pane;
    return pane?.displayFolder && pane;
  });
}

function parse(folder) {
  return new Promise((resolve, reject) => {
    folder.QueryInterface(Ci.nsIMsgLocalMailFolder).parseFolder(null, {
      QueryInterface: ChromeUtils.generateQI(["nsIUrlListener"]),
      OnStartRunningUrl() {},
      OnStopRunningUrl(url, status) {
        if (Components.isSuccessCode(status)) {
          resolve();
        } else {
          reject(new Error(`the folder could not be parsed: ${status}`));
        }
      },
    });
  });
}

// Parse the folder, show it as a tree with every thread open, and answer what the tree shows.
async function showThreads(name) {
  const pane = await mailPane();
  const folder = localFolder(name);
  await parse(folder);
  const total = folder.getTotalMessages(false);

  pane.displayFolder(folder.URI);
  await until("the folder's view", () => pane.gFolder?.URI === folder.URI && pane.gDBView);
  pane.gViewWrapper.showThreaded = true;
  await until("the threads", () => {
    pane.gDBView.doCommand(Ci.nsMsgViewCommandType.expandAll);
    return pane.gDBView.rowCount === total;
  });

  const view = pane.gDBView;
  return {
    version: Services.appinfo.version,
    total,
    rows: Array.from({ length: view.rowCount }, (_, index) => ({
      level: view.getLevel(index),
      id: view.getMsgHdrAt(index).messageId,
      subject: view.cellTextForColumn(index, "subjectCol"),
      author: view.cellTextForColumn(index, "senderCol"),
    })),
  };
}

function people(encodedHeader) {
  return MailServices.headerParser
    .parseEncodedHeader(encodedHeader, "UTF-8")
    .map(({ name, email }) => name || email);
}

// Answer each message of the folder's index, with its text as Thunderbird decodes it.
async function readMessages(name) {
  const { MsgHdrToMimeMessage } = ChromeUtils.importESModule(
    "resource:///modules/gloda/MimeMessage.sys.mjs"
  );
  const folder = localFolder(name);
  const headers = [...folder.msgDatabase.enumerateMessages()];
  const ids = new Map(headers.map(header => [header.messageKey, header.messageId]));

  const messages = [];
  for (const header of headers) {
    const mime = await new Promise(resolve =>
      MsgHdrToMimeMessage(header, null, (_, message) => resolve(message), true)
    );
    messages.push({
      id: header.messageId,
      author: people(header.author),
      recipients: people(header.recipients),
      subject: (header.flags & Ci.nsMsgMessageFlags.HasRe ? "Re: " : "") + header.mime2DecodedSubject,
      thread: header.threadId,
      parent: ids.get(header.threadParent) ?? null,
      body: mime?.coerceBodyToPlaintext(folder) ?? null,
    });
  }
  return messages;
}

// Open a row's message in the message pane, and answer when it is there to be seen.
async function openMessage(row) {
  const pane = await mailPane();
  pane.threadTree.selectedIndex = row;
  const { messageId } = pane.gDBView.getMsgHdrAt(row);
  const reader = await until("the message pane", () => {
    const shown = pane.messageBrowser.contentWindow;
    return shown?.gMessage?.messageId === messageId && shown;
  });
  await until("the message", () => {
    const { contentDocument } = reader.getMessagePaneBrowser();
    return contentDocument?.body?.textContent.trim() && contentDocument.readyState === "complete";
  });
}
