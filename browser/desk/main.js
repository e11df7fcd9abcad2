import "./key.js";
