// A page whose session has ended says so instead of waiting for a connection for ever.
setInterval(async () => {
  if (document.getElementById("popup")?.ariaHidden !== "false") return;
  try {
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" });
    if (answer.status === 401) location.reload();
  } catch {
    // The server is down: it may come back.
  }
}, 2000);
