import "../shared/core-5af6f158.js";
import "../shared/publish-index-6a80c4ac.js";
