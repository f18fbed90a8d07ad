// Reloads an open page when its copy was built anew; lays what is wrong over it.
(() => {
  let edition = null;
  const show = (report) => {
    document.querySelector("#preview-report")?.remove();
    if (!report) return;
    const box = document.createElement("pre");
    box.id = "preview-report";
    box.setAttribute("role", "alert");
    box.tabIndex = 0;
    box.textContent = report;
    document.body.append(box);
  };
  new EventSource("/_preview/events").onmessage = (event) => {
    const news = JSON.parse(event.data);
    if (edition !== null && news.edition !== edition) {
      location.reload();
      return;
    }
    edition = news.edition;
    show(news.report);
  };
})();
